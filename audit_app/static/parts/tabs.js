// On a narrow screen the tabs scroll: the one that is open stands in sight when the page opens.
const nav = document.querySelector(".top .nav");
const here = nav?.querySelector(".on");
if (here) nav.scrollLeft = here.offsetLeft - nav.offsetLeft - (nav.clientWidth - here.offsetWidth) / 2;
