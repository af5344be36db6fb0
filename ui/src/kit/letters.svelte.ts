/** Whether single characters act. Where they do not, their keycaps are not drawn either. */
export const letters = $state({ on: true });
