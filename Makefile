# Ten targets; each calls what a bare machine can call without make.
.PHONY: help run setup test e2e check bench torture migrate words lock
help: ## 这张表 · this list
	@grep -E '^[a-z0-9]+:.*##' Makefile | sed -E 's/:.*## /\t/'
run: ## 装好、做样例数据、启动 · set up, make the sample data, serve
	./run
setup: ## 只安装 · install only
	./run setup
test: ## 全部测试 · all tests
	./run tests
e2e: ## 只跑浏览器测试 · browser tests only
	./run tests e2e
check: ## 格式、类型、分层 · style, types, import contracts
	./run check
bench: ## 与同场测得的极限相比 · ratios to limits measured in the same run
	.venv/bin/python -m bench
torture: ## 长时间的故障测试 · long fault tests
	.venv/bin/python -m pytest -m torture tests e2e
migrate: ## 建立或升级数据库 · create or upgrade the database
	.venv/bin/audit-app migrate
words: ## 抽取要翻译的话，更新并编译词条 · extract, update and compile the catalogue
	.venv/bin/pybabel -q extract -F babel.cfg --ignore-dirs '.*' -k N_ --no-location --sort-output -o audit_app/translations/messages.pot audit_app evidence checklists schemas
	.venv/bin/pybabel -q update -i audit_app/translations/messages.pot -d audit_app/translations --no-fuzzy-matching --ignore-obsolete --no-wrap
	.venv/bin/pybabel -q compile -d audit_app/translations
lock: ## 重新锁定依赖 · lock the dependencies anew
	.venv/bin/uv pip compile pyproject.toml --extra install --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -q -o requirements.lock
	.venv/bin/uv pip compile pyproject.toml --all-extras --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -q -o requirements-tests.lock
