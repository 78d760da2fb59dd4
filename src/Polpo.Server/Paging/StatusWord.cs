using Polpo.Engine.Kernel;

namespace Polpo.Server.Paging;

/// <summary>A status by the word that people know it by.</summary>
internal static class StatusWord
{
    /// <summary>The status of this word; null when there is no word.</summary>
    /// <param name="also">Words besides those of statuses, for the message: such as <c>all or </c>.</param>
    public static T? Read<T>(string? word, Func<T, string> wordOf, string field = "status", string also = "")
        where T : struct, Enum
    {
        if (string.IsNullOrEmpty(word))
            return null;
        var all = Enum.GetValues<T>();
        var found = Array.FindIndex(all, status => wordOf(status) == word);
        return found >= 0
            ? all[found]
            : throw new RefusedException(
                Refusal.Invalid,
                $"\"{field}\" is \"{word}\"; it must be {also}one of {string.Join(", ", all.Select(wordOf))}."
            );
    }
}
