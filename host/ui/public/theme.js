// Before the first paint, so that a chosen theme does not flash the other one.
try {
  var theme = localStorage.getItem("deskbell.theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch {
  // Storage may be forbidden; the system's theme applies.
}
