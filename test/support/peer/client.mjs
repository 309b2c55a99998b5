/** Neuroglancer's own client, as its package says to make one. On `bare.html` it has no interface. */
import 'neuroglancer';
import { setupDefaultViewer } from 'neuroglancer/unstable/ui/default_viewer_setup.js';

const isBare = location.pathname.endsWith('/bare.html');
const options = {
  showUIControls: false,
  showLayerPanel: false,
  showPanelBorders: false,
  showLayerDialog: false,
};
setupDefaultViewer(isBare ? options : {});
