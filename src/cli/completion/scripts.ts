import { quoteWord } from "../../core/text/quote-shell.js";

export const SHELLS = ["bash", "zsh", "fish"] as const;
export type Shell = (typeof SHELLS)[number];

/** What makes a shell ask us for completions of these programs; `diskwright` is how to call this program from there. */
export function completionScript(shell: Shell, programs: readonly string[], diskwright: string): string {
	return SCRIPTS[shell](programs, quoteWord(diskwright));
}

// The answer's first line says whether paths are asked for too and whether the word goes on; a candidate a line follows.
const SCRIPTS: Readonly<Record<Shell, (programs: readonly string[], diskwright: string) => string>> = {
	bash: (programs, diskwright) => `# Completion of diskwright for bash: source <(diskwright completion bash)
_diskwright() {
    local how word
    COMPREPLY=()
    {
        IFS= read -r how
        while IFS=$'\\t' read -r word _; do
            if [[ $word == *[!A-Za-z0-9._/:=@,+~-]* ]]; then printf -v word %q "$word"; fi
            COMPREPLY+=("$word")
        done
    } < <(${diskwright} __complete bash "\${1##*/}" "\${COMP_WORDS[COMP_CWORD]}" "\${COMP_LINE:0:COMP_POINT}" 2>/dev/null)
    case $how in
        *files*) compopt -o default ;;
        *folders*) compopt -o default -o dirnames ;;
    esac
    case $how in *open*) compopt -o nospace ;; esac
}
complete -F _diskwright ${programs.join(" ")}
`,
	zsh: (programs, diskwright) => `#compdef ${programs.join(" ")}
# Completion of diskwright for zsh: source <(diskwright completion zsh), or this text as _diskwright in a folder of $fpath
_diskwright() {
    local how line word
    local -a answer described plain suffix
    answer=("\${(@f)$(${diskwright} __complete zsh "\${words[1]:t}" "\${(Q)PREFIX}" "\${(@Q)words[2,CURRENT-1]}" 2>/dev/null)}")
    how=$answer[1]
    for line in "\${(@)answer[2,-1]}"; do
        word=\${line%%$'\\t'*}
        plain+=("$word")
        if [[ $line == *$'\\t'* ]]; then described+=("$word -- \${line#*$'\\t'}"); else described+=("$word"); fi
    done
    if [[ $how == *open* ]]; then suffix=(-S ''); fi
    if (( $#plain )); then compadd $suffix -l -d described -a plain; fi
    if [[ $how == *(files|folders)* ]]; then compset -P '*='; fi
    case $how in
        *files*) _files ;;
        *folders*) _files -/ ;;
    esac
}
if [[ $zsh_eval_context[-1] == loadautofunc ]]; then _diskwright "$@"; else compdef _diskwright ${programs.join(" ")}; fi
`,
	fish: (programs, diskwright) => `# Completion of diskwright for fish: diskwright completion fish | source
function __diskwright_complete
    set -l words (commandline -opc)
    set -l word (commandline -ct)
    set -l answer (${diskwright} __complete fish (basename $words[1]) "$word" $words[2..-1] 2>/dev/null)
    set -l how $answer[1]
    if test (count $answer) -gt 1
        printf '%s\\n' $answer[2..-1]
    end
    switch $how
        case '*files*' '*folders*'
            set -l before (string match -r -- '^--[^=]*=' $word)
            set -l path (string replace -r -- '^--[^=]*=' '' $word)
            for found in (__fish_complete_path $path)
                printf '%s%s\\n' "$before" $found
            end
    end
end
${programs.map((program) => `complete -c ${program} -f -a '(__diskwright_complete)'`).join("\n")}
`,
};
