using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Polpo.Core.Agents.Files;
using Polpo.Core.Playbooks.Documents;

namespace Polpo.Core.Playbooks.Filling;

/// <summary>Finds where a problem of the filled mission stands in the playbook: the shape is the same, so the path is.</summary>
internal static partial class Places
{
    /// <param name="path">Such as <c>tasks[1].dependsOn[0]</c>.</param>
    /// <returns>The value there, or the nearest around it.</returns>
    public static JsonPart Find(JsonPart mission, string path)
    {
        var part = mission;
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

    /// <summary>The parameters that the value there is made of: those of its own text, else of the texts that it holds itself.</summary>
    public static IReadOnlyList<string> Parameters(JsonPart part) =>
        [
            .. part
                .Items.Concat(part.Members.Select(member => member.Value))
                .Prepend(part)
                .Where(one => one.Kind == JsonTokenType.String)
                .SelectMany(one => Placeholders.In(one.Text))
                .Distinct(StringComparer.Ordinal),
        ];

    [GeneratedRegex(
        @"\[(?<index>\d{1,8})\]|(?<name>[^.\[\]]+)",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking
    )]
    private static partial Regex Step { get; }
}
