// On a narrow screen the tabs scroll: the one that is open stands in sight when the page opens and when the screen turns.
const nav = document.querySelector(".top .nav");
const here = nav?.querySelector(".on");
const centre = () => { nav.scrollLeft = here.offsetLeft - nav.offsetLeft - (nav.clientWidth - here.offsetWidth) / 2; };
if (here) {
  centre();
  addEventListener("resize", centre);
}
