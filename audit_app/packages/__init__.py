"""What travels between installations: backups of rows and photos. It is written and read as plain zip files."""
