// What stands in for the host's interfaces outside of a component. Inside, the
// build replaces "#host/NAME" by the real "deskbell:host/NAME".
export const outside = true;
