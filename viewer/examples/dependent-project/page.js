/** All that a page's script needs: the elements define themselves. */
import '@floodlight/viewer';
