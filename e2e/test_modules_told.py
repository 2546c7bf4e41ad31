"""What the tablet says of people and of who decides, by its modules alone: of somebody who left, of a spot check seen from another page."""

from e2e.test_modules import Run, run

__all__ = ["run"]
BLANK = "document.body.innerHTML = '<dialog id=d-other></dialog><svg><use href=\"/static/icons.svg#local\"/></svg>';"


def test_who_left_judged_as_owner_and_not_for_anybody(run: Run) -> None:
    said = run(f"""async () => {{
      {BLANK}
      const {{ field }} = await import('/static/field/state.js');
      const {{ credit, creditWords }} = await import('/static/field/owners.js');
      const by = (author, author_name) => ({{ value: 'conforms', author, author_name, heads: [] }});
      field.pack = {{ visit: 'v', me: {{ id: 'li' }}, team: [{{ id: 'li', name: '李岩' }}, {{ id: 'qin', name: '秦雨' }}],
        refs: ['4.1', '4.2', '4.3', '4.4'].map((ref) => ({{ ref }})), owners: {{ 4.1: 'li', 4.2: 'li', 4.3: 'li', 4.4: 'qin' }} }};
      field.model = {{ judgements: new Map([['4.1', by('chen', '陈静')], ['4.2', by('qin', '秦雨')],
        ['4.3', by('li', '李岩')], ['4.4', by('li', '李岩')]]) }};
      return ['li', 'qin'].map((id) => [credit(id).done, creditWords(credit(id))]);
    }}""")
    assert said == [
        [1, "秦雨 代审 1 条；陈静（已不在组）审 1 条；代 秦雨 审 1 条"],
        [0, "李岩 代审 1 条；代 李岩 审 1 条"],
    ]


def test_who_decides_on_a_spot_check_is_the_office_on_every_page(run: Run) -> None:
    said = run(f"""async () => {{
      {BLANK}
      const {{ field }} = await import('/static/field/state.js');
      const {{ keptWhy }} = await import('/static/field/kept_back.js');
      const held = {{ id: '1', kind: 'record.set', visit: 's', subject: 'x', state: 'held', why: 'visit_closed', base: {{}}, body: {{}} }};
      const op = (url) => ({{ ...held, url }});
      field.ops = new Map();
      field.pack = {{ me: {{ id: 'qian' }} }};
      return ['/field/s/018b', '/field/a/A1'].map((url) => keptWhy(op(url)));
    }}""")
    assert said[0] == "到服务器时结论已经写下，由市知识产权局决定。"
    assert said[1].startswith("到服务器时审核已经提交，等审核组长")
