// On a wide screen the visit stands open beside the chat; on a phone it folds into one line above it.
const about = document.querySelector('.about');
const wide = matchMedia('(min-width: 50rem)');
const fold = () => {
  if (about) about.open = wide.matches;
};
wide.addEventListener('change', fold);
fold();

// A link to something inside the folded part opens it first.
addEventListener('click', (event) => {
  const link = event.target instanceof Element ? event.target.closest('a[href^="#"]') : null;
  const target = link && document.querySelector(link.getAttribute('href'));
  if (target?.closest('.about')) about.open = true;
  else if (target && !wide.matches) about.open = false;
});
