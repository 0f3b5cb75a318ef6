/** keystone.conf for a server whose files all lie in `folder`. */
export const keystoneConfiguration = (folder: string) => `[DEFAULT]
[database]
connection = sqlite:///${folder}/keystone.db
[fernet_tokens]
key_repository = ${folder}/fernet
[fernet_receipts]
key_repository = ${folder}/fernet
[credential]
key_repository = ${folder}/credential
[token]
provider = fernet
`;

interface GlanceWords {
	readonly folder: string;
	/** Where Keystone answers. */
	readonly keystone: string;
	readonly port: number;
	readonly url: string;
	/** Bytes that a project may store; 0 for any. */
	readonly quota: number;
}

/** glance-api.conf with two stores, of which `full` has no room; tokens are looked up each time, so that one that is revoked is so at once. */
export const glanceConfiguration = ({ folder, keystone, port, url, quota }: GlanceWords) => `[DEFAULT]
bind_host = 127.0.0.1
bind_port = ${port}
workers = 1
enabled_backends = fast:file, full:file
node_staging_uri = file://${folder}/stage/
worker_self_reference_url = ${url}
enabled_import_methods = [glance-direct,web-download]
user_storage_quota = ${quota}
[database]
connection = sqlite:///${folder}/glance.db
[glance_store]
default_backend = fast
[fast]
filesystem_store_datadir = ${folder}/store/
[full]
filesystem_store_datadir = ${folder}/full/
[os_glance_staging_store]
filesystem_store_datadir = ${folder}/stage/
[os_glance_tasks_store]
filesystem_store_datadir = ${folder}/tasks/
[import_filtering_opts]
allowed_ports = []
disallowed_ports = []
[keystone_authtoken]
www_authenticate_uri = ${keystone}
auth_url = ${keystone}
auth_type = password
project_domain_name = Default
user_domain_name = Default
project_name = service
username = glance
password = gsecret
token_cache_time = -1
[paste_deploy]
flavor = keystone
config_file = /etc/glance/glance-api-paste.ini
`;
