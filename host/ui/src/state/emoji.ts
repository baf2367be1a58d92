/** What a front desk writes; the keyboard of the system has the rest. */
export const EMOJI: readonly string[] = Array.from(
  "🙂😀😊😄😉😍🥰😘😅😂🤗🤔😐😕😮😢😭😎🙏👍👎👌👏💪🤝👋✌🙌❤💚💙💛⭐🎉🎁🎂🌷🌞☔❄" +
    "✅❌❗❓⏰📅📞📍📎📄📷💶💳🔧🔩🚗🛵🏠💇💅💡🔑📦🚚",
);
