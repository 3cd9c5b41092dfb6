// What every page can do. Each module finds its own elements by their data- attributes.
import "./bulk.js";
import "./copy.js";
import "./menus.js";
import "./print.js";
import "./search.js";
import "./submit-on-change.js";
import "./theme.js";
