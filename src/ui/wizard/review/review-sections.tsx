import { Box, Text } from "ink";
import { useKeys } from "../../keys/use-keys.js";
import { innerColumns, innerRows, Panel } from "../../kit/components/panel.js";
import { Row } from "../../kit/components/row.js";
import type { Size } from "../../kit/components/screen-frame.js";
import { StyledLine } from "../../kit/components/styled-line.js";
import { VirtualList } from "../../kit/components/virtual-list.js";
import { useScroll } from "../../kit/hooks/use-scroll.js";
import { GLYPHS } from "../../kit/look/glyphs.js";
import { useTheme } from "../../kit/look/theme.js";
import { spread } from "../../kit/text/text.js";
import type { ReviewSection } from "./sections.js";

export interface ReviewSectionsProps extends Size {
	/** The sections wrapped to a width. */
	readonly sections: (columns: number) => readonly ReviewSection[];
	/** Index of the one that is shown. */
	readonly section: number;
	readonly onSection: (section: number) => void;
	/** Whether it can be built, on the frame. */
	readonly state: string;
}

const MENU = 27;
const NARROW_MENU = 20;

/** The list of sections with their counts, and the one that is looked at. */
export function ReviewSections({ columns, rows, sections, section, onSection, state }: ReviewSectionsProps) {
	const theme = useTheme();
	const menu = columns < 90 ? NARROW_MENU : MENU;
	const wide = columns - menu;
	const all = sections(innerColumns(wide));
	const shown = all[section] as ReviewSection;
	const page = innerRows(rows);
	const scroll = useScroll(shown.lines.length, page, shown.id);
	const turn = (by: number) => onSection((section + by + all.length) % all.length);
	useKeys({
		level: "pane",
		title: "Sections",
		actions: {
			nextPane: { run: () => turn(1), label: "section" },
			previousPane: { run: () => turn(-1), quiet: true },
			jump: { run: (key) => Number(key) <= all.length && onSection(Number(key) - 1), label: "to section" },
			right: { run: () => turn(1), quiet: true },
			left: { run: () => turn(-1), quiet: true },
			...scroll.actions,
		},
	});
	const last = Math.min(shown.lines.length, scroll.top + page);
	const place = shown.lines.length > page ? `${scroll.top + 1}–${last} of ${shown.lines.length}` : shown.note;
	return (
		<>
			<Panel columns={menu} rows={rows} title="Review">
				{all.map(({ id, title, note, alarm }, index) => (
					<Row key={id} highlighted={index === section}>
						{index === section ? `${GLYPHS.pointer} ` : "  "}
						<Text color={alarm === "error" ? theme.error : alarm === "warning" ? theme.warn : undefined}>
							{spread(`${index + 1} ${title}`, `${mark(alarm)}${menu === MENU ? note : ""}`, innerColumns(menu) - 2)}
						</Text>
					</Row>
				))}
				<Text> </Text>
				<StyledLine
					line={[{ text: state, style: state === "ready" ? "strong" : "dim" }]}
					columns={innerColumns(menu)}
				/>
			</Panel>
			<Box width={wide} height={rows}>
				<Panel columns={wide} rows={rows} title={shown.title} note={place} focused>
					<VirtualList
						count={last - scroll.top}
						rows={page}
						highlighted={0}
						renderRow={(index) => (
							<StyledLine line={shown.lines[scroll.top + index] ?? []} columns={innerColumns(wide)} />
						)}
					/>
				</Panel>
			</Box>
		</>
	);
}

function mark(alarm: ReviewSection["alarm"]): string {
	return alarm === "error" ? `${GLYPHS.failed} ` : alarm === "warning" ? `${GLYPHS.warning} ` : "";
}
