using Polpo.Cli.Shell;
using Polpo.Client;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Polpo.Cli.Tui;

/// <summary>Draws the state: teams and agents on the left, sessions on the right, keys and answers below.</summary>
internal static class TuiView
{
    private const int ShownSessions = 12;

    public static IRenderable Of(TuiState state)
    {
        var columns = new Grid().AddColumn(new GridColumn().Width(38)).AddColumn();
        columns.AddRow(
            new Panel(new Rows(state.Rows.Select(row => Line(row, row == state.Current))))
            {
                Header = new PanelHeader("Teams"),
                Expand = true,
            },
            new Panel(Sessions(state)) { Header = new PanelHeader("Sessions"), Expand = true }
        );
        var answer = state.Input is { } input ? $"{input.Label}: {input.Text}▏  (Enter, Esc)" : state.Message;
        return new Rows(Plainly($"Polpo · {state.Repository}"), columns, Plainly(answer), Plainly(TuiKeys.Legend));
    }

    private static Markup Line(TuiRow row, bool selected)
    {
        var title = (row.Agent?.Title ?? row.Agent?.Role) is { } job ? $" ({Plain.Line(job, 20)})" : "";
        var text = row.Agent is { } agent ? $"   {agent.Name}{title}" : $" {row.Team.Name}";
        var marked = Markup.Escape(Plain.Text((selected ? "›" : " ") + text));
        return new Markup(
            selected ? $"[invert]{marked}[/]"
            : row.Agent is null ? $"[bold]{marked}[/]"
            : marked
        );
    }

    private static IRenderable Sessions(TuiState state)
    {
        if (state.Sessions.Count == 0)
            return Plainly("No session yet. Start one: polpo run \"…\"");
        var table = new Table().Border(TableBorder.None).AddColumns("Agent", "Status", "Cost", "Title", "Now");
        foreach (var session in state.Sessions.Take(ShownSessions))
            table.AddRow(
                Plainly(session.Agent),
                Plainly(session.Status),
                Plainly(Plain.Usd(session.CostUsd)),
                Plainly(Plain.Line(session.Title, 30)),
                Plainly(Plain.Line(state.Latest.GetValueOrDefault(session.Id, ""), 40))
            );
        return table;
    }

    private static Text Plainly(string text) => new(Plain.Text(text));
}
