using System.Globalization;
using System.Text.RegularExpressions;
using Polpo.Core.Agents.Files;

namespace Polpo.Core.Missions.Documents;

/// <summary>Finds a value of a document by the path that problems call it by.</summary>
internal static partial class MissionPlaces
{
    /// <param name="path">Such as <c>tasks[1].dependsOn[0]</c>.</param>
    /// <returns>The value there, or the nearest around it.</returns>
    public static JsonPart Find(JsonPart document, string path)
    {
        var part = document;
        foreach (Match step in Step.Matches(path))
        {
            var next = step.Groups["index"] is { Success: true } index
                ? part.Items.ElementAtOrDefault(
                    int.Parse(index.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture)
                )
                : part[step.Groups["name"].Value];
            if (next is null)
                return part;
            part = next;
        }
        return part;
    }

    [GeneratedRegex(
        @"\[(?<index>\d{1,8})\]|(?<name>[^.\[\]]+)",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking
    )]
    private static partial Regex Step { get; }
}
