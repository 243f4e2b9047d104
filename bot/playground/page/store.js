// What the page knows. Chats are those of the person being played.

export const store = {
  bot: {},
  people: [],
  network: {},
  chats: new Map(),
  me: Number(localStorage.getItem("person")) || 0,
  open: { chat: 0, thread: 0 },
  loading: 0, // how many reads of everything are under way
  late: [], // what has changed meanwhile
  reply: 0,
  edit: 0,
  waiting: new Map(), // presses the bot has not answered: key → id
  unread: new Map(), // chat id → number of messages that came unseen
};

export const me = () => store.people.find((one) => one.id === store.me);
export const chat = () => store.chats.get(store.open.chat);
export const inBotChat = () => chat()?.type === "private";

// The fields that say where an action happens.
export const here = () => ({
  person_id: store.me,
  chat_id: store.open.chat,
  thread_id: store.open.thread || undefined,
});

export const inThread = (message) =>
  !chat()?.is_forum || (message.message_thread_id ?? 0) === store.open.thread;

export const shown = () => (chat()?.messages ?? []).filter(inThread);

export const message = (id) => chat()?.messages.find((one) => one.message_id === id);

export const isMine = (one) => one.from?.id === store.me;

export function keep(changed) {
  const place = store.chats.get(changed.chat.id);
  if (!place) return false;
  const at = place.messages.findIndex((one) => one.message_id === changed.message_id);
  if (at >= 0) place.messages[at] = changed;
  else place.messages.push(changed);
  return at < 0;
}

export function forget(chatId, messageId) {
  const place = store.chats.get(chatId);
  if (place) place.messages = place.messages.filter((one) => one.message_id !== messageId);
}

export const pressKey = (chatId, messageId, data) => `${chatId}/${messageId}/${data}`;
