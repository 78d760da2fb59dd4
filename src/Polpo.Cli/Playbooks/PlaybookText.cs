using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Polpo.Cli.Missions;
using Polpo.Cli.Shell;
using Polpo.Client;

namespace Polpo.Cli.Playbooks;

/// <summary>Playbooks as a person reads them.</summary>
internal static class PlaybookText
{
    public static readonly JsonSerializerOptions Readable = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static void Write(TextWriter output, IReadOnlyList<PlaybookView> playbooks)
    {
        if (playbooks.Count == 0)
        {
            output.WriteLine(
                $"There is none. Write {PlaybookOptions.Folder}/NAME/playbook.json: docs/guide/playbooks.md"
            );
            return;
        }
        Plain.Table(output, ["PLAYBOOK", "OF", "PARAMETERS", ""], playbooks.Select(Row));
        foreach (var wrong in playbooks.Where(one => one.Problem is not null))
            output.WriteLine(Plain.Text($"\n{wrong.Name} cannot be run. {wrong.Problem}"));
    }

    private static string[] Row(PlaybookView playbook) =>
        [
            playbook.Name,
            playbook.Home,
            string.Join(' ', playbook.Parameters.Select(one => one.Required ? one.Name : $"[{one.Name}]")),
            playbook.Problem is null ? Plain.Line(playbook.Description ?? "", 100) : "has mistakes, told below",
        ];

    public static void Write(TextWriter output, PlaybookView playbook)
    {
        output.WriteLine(Plain.Text($"{playbook.Name}  {playbook.Description}"));
        output.WriteLine(Plain.Text($"file     {playbook.File}"));
        if (playbook.Version is { } version)
            output.WriteLine(Plain.Text($"version  {version}"));
        if (playbook.Author is { } author)
            output.WriteLine(Plain.Text($"author   {author}"));
        if (playbook.Tags.Count > 0)
            output.WriteLine(Plain.Text($"tags     {string.Join(", ", playbook.Tags)}"));
        if (playbook.Parameters.Count > 0)
        {
            output.WriteLine();
            Plain.Table(output, ["PARAMETER", "TYPE", "DEFAULT", ""], playbook.Parameters.Select(Row));
        }
        output.WriteLine();
        output.WriteLine(Plain.Text($"Run: polpo playbook run {playbook.Name}{Needed(playbook)}"));
    }

    /// <summary>What is wrong, a line each; else what the mission would do, in order.</summary>
    public static void Write(TextWriter output, string file, PlaybookCheckView check)
    {
        foreach (var warning in check.Warnings)
            output.WriteLine(Plain.Text($"Note: {warning}"));
        foreach (var problem in check.Problems)
            output.WriteLine(Plain.Text(ValidateCommand.Line(file, problem)));
        if (check.More > 0)
            output.WriteLine($"… and {check.More.ToString(CultureInfo.InvariantCulture)} more.");
        if (!check.Valid)
            return;
        output.WriteLine(
            Plain.Text($"{file}: \"{check.Name}\" would be a mission of {Plain.Count(check.Order.Count, "task")}.")
        );
        foreach (var title in check.Order)
            output.WriteLine(Plain.Text($"- {title}"));
    }

    private static string[] Row(PlaybookParameterView parameter) =>
        [
            parameter.Name,
            parameter.Enum is { } choices ? string.Join('|', choices.Select(one => one.ToString())) : parameter.Type,
            parameter.Default?.ToString() ?? (parameter.Required ? "(required)" : ""),
            Plain.Line(parameter.Description ?? "", 100),
        ];

    private static string Needed(PlaybookView playbook) =>
        string.Concat(playbook.Parameters.Where(one => one.Required).Select(one => $" -p {one.Name}=…"));
}
