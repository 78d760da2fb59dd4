using Polpo.Client;

namespace Polpo.Cli.Tui;

/// <summary>A line of the left side: a team, or one of its agents.</summary>
internal sealed record TuiRow(TeamView Team, AgentView? Agent);

/// <summary>A text that is being typed, and what happens with it.</summary>
internal sealed record TuiInput(string Label, string Text, Func<string, CancellationToken, Task<string>> Accept);

/// <summary>Everything that the terminal interface shows.</summary>
internal sealed record TuiState
{
    public string Repository { get; init; } = "";
    public IReadOnlyList<TeamView> Teams { get; init; } = [];
    public IReadOnlyList<AgentView> Agents { get; init; } = [];
    public IReadOnlyList<SessionView> Sessions { get; init; } = [];

    /// <summary>What each session did last, by its id.</summary>
    public IReadOnlyDictionary<string, string> Latest { get; init; } = new Dictionary<string, string>();

    public int Selected { get; init; }

    /// <summary>What came of the last key.</summary>
    public string Message { get; init; } = "";

    public TuiInput? Input { get; init; }

    public bool Quits { get; init; }

    public IReadOnlyList<TuiRow> Rows =>
        [
            .. Teams.SelectMany(team =>
                Agents
                    .Where(agent => agent.TeamName == team.Name)
                    .Select(agent => new TuiRow(team, agent))
                    .Prepend(new TuiRow(team, null))
            ),
        ];

    public TuiRow? Current => Rows.Count == 0 ? null : Rows[Math.Clamp(Selected, 0, Rows.Count - 1)];

    public TuiState MovedBy(int step) =>
        this with
        {
            Selected = Math.Clamp(Selected + step, 0, Math.Max(0, Rows.Count - 1)),
            Message = "",
        };
}
