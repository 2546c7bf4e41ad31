"""What the tablet keeps and believes, by its modules alone: ops that are being sent, bytes on its disk, answers that prove something."""

from e2e.test_modules import Run, run

__all__ = ["run"]
BLANK = "document.body.innerHTML = '<svg><use href=\"/static/icons.svg#local\"/></svg>';"
OP = """const op = (id, more = {}) => ({ id, kind: 'record.set', v: 1, visit: 'v', subject: 's', author: 'u', base: {},
  body: { visit: 'v' }, state: 'local', seq: null, not_before: 0, ...more });"""


def test_an_op_that_is_being_sent_is_neither_replaced_nor_taken_back(run: Run) -> None:
    """The server may have it already: a later one that stands for it would say the same thing twice, or unsay it."""
    said = run(f"""async () => {{
      {OP}
      const localStore = await import('/static/field/local_store.js');
      await localStore.keepOps([op('a'), op('b')]);
      const before = await localStore.keepOps([op('c')], ['a']);
      const sent = (await localStore.claim(['b'])).map((one) => one.id);
      const [replaced, back] = [await localStore.keepOps([op('d')], ['b']), await localStore.keepOps([], ['b'])];
      return {{ before, sent, replaced, back, here: (await localStore.ops()).map((one) => one.id) }};
    }}""")
    assert said == {"before": True, "sent": ["b"], "replaced": False, "back": False, "here": ["b", "c"]}


def test_a_photo_is_kept_only_if_the_disk_gives_the_same_bytes_back(run: Run) -> None:
    said = run("""async () => {
      const { keepPhoto } = await import('/static/field/local_store.js');
      const keep = (bytes) => keepPhoto(bytes.buffer, { type: 'image/jpeg', name: '1.jpg', visit: 'v', author: 'u' })
        .then((record) => record.size, (problem) => problem.message);
      const put = IDBObjectStore.prototype.put;
      const written = (change) => { IDBObjectStore.prototype.put = function (value, key) {
        return value instanceof ArrayBuffer ? change(this, value, key) : put.call(this, value, key);
      }; };
      const said = [await keep(Uint8Array.of(1, 2, 3))];
      written((store, value, key) => put.call(store, value.slice(1), key));
      said.push(await keep(Uint8Array.of(4, 5, 6)));
      written((store) => store.count());
      said.push(await keep(Uint8Array.of(7, 8, 9)));
      return said;
    }""")
    assert said == [3, "photo not kept", "photo not kept"]


def test_a_photo_is_safe_on_the_server_only_with_its_whole_size(run: Run) -> None:
    said = run(f"""async () => {{
      {BLANK}
      const {{ keepPhoto, photoList }} = await import('/static/field/local_store.js');
      const {{ field }} = await import('/static/field/state.js');
      const {{ sync }} = await import('/static/field/sync.js');
      field.pack = {{ visit: null, me: {{ id: 'u' }} }};
      const photo = await keepPhoto(Uint8Array.of(1, 2, 3).buffer, {{ type: 'image/jpeg', name: '1.jpg', visit: 'v', author: 'u' }});
      field.photos.set(photo.sha256, photo);
      const told = async (kept) => {{
        const answer = {{ outcomes: [], later: [], news: [], told: [], gone: [], numbers: {{}}, held: [], taken: null, same: true, epoch: 1,
          head: '0', head_seq: 1, seq: 1, more: false, kept: kept.map((size) => ({{ sha256: photo.sha256, size, seen: null }})) }};
        window.fetch = async () => new Response(JSON.stringify(answer), {{ headers: {{ 'Content-Type': 'application/json' }} }});
        const whole = await sync();
        return [whole, field.photos.get(photo.sha256).state, (await photoList())[0].state];
      }};
      return [await told([]), await told([2]), await told([3])];
    }}""")
    assert said == [[True, "local", "local"], [True, "local", "local"], [True, "kept", "kept"]]


def test_a_portals_page_is_no_answer_of_the_server(run: Run) -> None:
    """Also one that calls itself JSON: a page of the app proves itself by what it holds."""
    said = run("""async () => {
      const { post } = await import('/static/field/wire.js');
      const { ask } = await import('/static/field/packs.js');
      const said = [];
      for (const [type, text] of [['text/html', '<title>WiFi</title>'], ['', 'ok'], ['application/json', '{"login": "/wifi"}']]) {
        window.fetch = async () => new Response(text, { headers: { 'Content-Type': type } });
        const sent = type.includes('json') ? null : await post({}, 'u').catch((problem) => [problem.state, problem.note]);
        said.push([sent, await ask('/field/a/A1/pack').catch((problem) => problem.message)]);
      }
      return said;
    }""")
    assert said == [[["idle", "portal"], "portal"], [["idle", "portal"], "portal"], [None, "portal"]]
