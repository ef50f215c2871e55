"""Every kind of page in a real browser, light and dark, wide and narrow: what people with a screen reader, with weak
eyes or with a keyboard need of it. Checks of its own, after the rules of WCAG 2.2; it replaces no person who tries."""

import pathlib
import sys
import unittest

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / "support"))

import chromium
import daemon
import expectations

chromium.skip_where_missing()

# A list of complaints about the page it runs in.
CHECKS = r"""
(() => {
  const said = [], all = s => [...document.querySelectorAll(s)];
  const ids = all('[id]').map(e => e.id);
  ids.filter((id, i) => ids.indexOf(id) !== i).forEach(id => said.push('two elements of id ' + id));
  all('img:not([alt])').forEach(e => said.push('no alt: ' + e.src));
  all('a[href]').filter(e => !e.textContent.trim() && !e.getAttribute('aria-label') && !e.querySelector('img[alt]'))
    .forEach(e => said.push('link without a name: ' + e.href));
  all('input').filter(e => !e.labels.length).forEach(e => said.push('no label: ' + e.id));
  all('audio, video').filter(e => !e.controls).forEach(e => said.push('no controls: ' + e.src));
  all('iframe:not([title])').forEach(e => said.push('frame without a title: ' + e.src));
  all('[aria-labelledby]').filter(e => !document.getElementById(e.getAttribute('aria-labelledby')))
    .forEach(e => said.push('named by nothing: ' + e.className));
  if (all('main').length !== 1) said.push('main landmarks: ' + all('main').length);
  if (all('h1').length < 1) said.push('no h1');
  if (!document.documentElement.lang) said.push('no lang');
  if (!['ltr', 'rtl'].includes(document.documentElement.dir)) said.push('no dir');
  if (!document.title.trim()) said.push('no title');
  let level = 0;
  all('h1, h2, h3, h4, h5, h6').filter(e => !e.closest('article')).forEach(e => {
    const here = Number(e.tagName[1]);
    if (level && here > level + 1) said.push('h' + here + ' after h' + level + ': ' + e.textContent);
    level = here;
  });
  const over = document.documentElement.scrollWidth - window.innerWidth;
  if (over > 0) said.push('wider than the window by ' + over);
  const parts = c => (c.match(/[\d.]+/g) || []).map(Number);
  const light = ([r, g, b]) => [r, g, b].map(v => v / 255)
    .map(v => v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [.2126, .7152, .0722][i], 0);
  const ground = e => {
    for (; e; e = e.parentElement) {
      const colour = parts(getComputedStyle(e).backgroundColor);
      if (colour.length === 3 || colour[3] === 1) return colour;
    }
    return [255, 255, 255];
  };
  all('body *').filter(e => e.matches('input') || [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()))
    .filter(e => e.getClientRects().length).forEach(e => {
      const [a, b] = [light(parts(getComputedStyle(e).color)), light(ground(e))].sort((x, y) => y - x);
      const ratio = (a + .05) / (b + .05);
      if (ratio < 4.5) said.push('contrast ' + ratio.toFixed(2) + ': <' + e.localName + '> ' + e.textContent.slice(0, 40));
    });
  return said;
})()
"""


class Accessibility(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.workspace = cls.enterClassContext(daemon.Workspace())
        cls.feedd = cls.enterClassContext(cls.workspace.serve(daemon.EXAMPLES))
        articles = expectations.articles_listed(cls.workspace, daemon.EXAMPLES)
        cls.pages = [cls.feedd.url, cls.feedd.url + "feed.html", *(article["url"] for article in articles)]
        cls.browser = cls.enterClassContext(chromium.Browser(cls.workspace.home))

    def look(self, scheme, width):
        self.browser.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
        self.browser.call("Emulation.setDeviceMetricsOverride", width=width, height=800, deviceScaleFactor=1,
                          mobile=False)
        for page in self.pages:
            with self.subTest(page=page):
                self.browser.open(page)
                self.assertEqual(self.browser.run(CHECKS), [])

    def test_pages_are_fit_for_everyone_in_the_light(self):
        self.look("light", 1280)

    def test_pages_are_fit_for_everyone_in_the_dark(self):
        self.look("dark", 1280)

    def test_pages_fit_a_narrow_phone(self):
        self.look("light", 360)

    def test_structured_data_breaks_no_rule_of_the_page(self):
        self.browser.taken()
        for page in self.pages:
            self.browser.open(page)
        entries = [params["entry"] for method, params in self.browser.taken() if method == "Log.entryAdded"]
        # Styles that articles bring along are refused on purpose; the style sheet does what is harmless of them.
        refused = [entry["text"] for entry in entries if "Content Security" in entry["text"]]
        self.assertEqual([text for text in refused if not text.startswith("Applying inline style")], [])


if __name__ == "__main__":
    daemon.main()
