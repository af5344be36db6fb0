export const pseudo: (messages: object) => object;
