using System.Globalization;
using System.Text;

namespace Polpo.Core.Git;

/// <summary>Who made a commit, for whom and when, in the words of fast-import.</summary>
internal static class CommitHeader
{
    public static string Of(CommitInfo info, DateTimeOffset now)
    {
        var at = now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var message = Encoding.UTF8.GetBytes(Message(info));
        var people = $"author {Author(info)} {at} +0000\ncommitter {Committer} {at} +0000\n";
        return Encoding.Latin1.GetString([
                .. Encoding.UTF8.GetBytes(people),
                .. Encoding.ASCII.GetBytes($"data {message.Length}\n"),
                .. message,
            ]) + "\n";
    }

    private const string CommitterName = "Polpo";
    private const string CommitterMail = "polpo@polpo.invalid";

    /// <summary>The same for the commands that take it from their environment.</summary>
    public static IReadOnlyDictionary<string, string> Variables(CommitInfo info, DateTimeOffset now)
    {
        var at = string.Create(CultureInfo.InvariantCulture, $"{now.ToUnixTimeSeconds()} +0000");
        return new Dictionary<string, string>
        {
            ["GIT_AUTHOR_NAME"] = Name(info.AgentName),
            ["GIT_AUTHOR_EMAIL"] = Mail(info),
            ["GIT_AUTHOR_DATE"] = at,
            ["GIT_COMMITTER_NAME"] = CommitterName,
            ["GIT_COMMITTER_EMAIL"] = CommitterMail,
            ["GIT_COMMITTER_DATE"] = at,
        };
    }

    public static string Message(CommitInfo info)
    {
        var body = Text(info.Body).Trim();
        return $"{Line(info.Subject)}\n\n{(body.Length > 0 ? body + "\n\n" : "")}Agent: {Line(info.AgentName)}\nRequested-by: {Line(info.Requester)}\n";
    }

    private static string Mail(CommitInfo info) =>
        $"{new string([.. Name(info.AgentName).Where(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.')])}@agents.polpo.invalid";

    private static string Committer => $"{CommitterName} <{CommitterMail}>";

    private static string Author(CommitInfo info) => $"{Name(info.AgentName)} <{Mail(info)}>";

    /// <summary>Git's own characters and control characters would end the name early.</summary>
    private static string Name(string name) =>
        Line(name).Replace("<", "", StringComparison.Ordinal).Replace(">", "", StringComparison.Ordinal).Trim()
            is { Length: > 0 } kept
            ? kept
            : "agent";

    private static string Line(string text) => new([.. text.Select(c => char.IsControl(c) ? ' ' : c)]);

    private static string Text(string text) =>
        text.Replace("\0", "", StringComparison.Ordinal).ReplaceLineEndings("\n");
}
