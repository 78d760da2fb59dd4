using System.Text.Json.Nodes;
using Polpo.Client;

namespace Polpo.Cli.Tui;

/// <summary>What each key does.</summary>
internal sealed class TuiKeys(PolpoClient client, string workspace)
{
    public const string Legend = "↑↓ choose   a add agent   t add team   r rename team   d remove   q quit";

    public async Task<TuiState> PressAsync(TuiState state, ConsoleKeyInfo key, CancellationToken cancellationToken) =>
        state.Input is { } input ? await TypeAsync(state, input, key, cancellationToken)
        : key.Key is ConsoleKey.UpArrow or ConsoleKey.K ? state.MovedBy(-1)
        : key.Key is ConsoleKey.DownArrow or ConsoleKey.J ? state.MovedBy(1)
        : key.Key is ConsoleKey.Q or ConsoleKey.Escape ? state with { Quits = true }
        : state.Current is { } row ? Begin(state, row, key.Key)
        : state;

    private TuiState Begin(TuiState state, TuiRow row, ConsoleKey key) =>
        key switch
        {
            ConsoleKey.A => Ask(
                state,
                $"New agent in {row.Team.Name}",
                (name, token) => AddAgentAsync(name, row.Team.Name, token)
            ),
            ConsoleKey.T => Ask(state, "New team", AddTeamAsync),
            ConsoleKey.R => Ask(
                state,
                $"New name of {row.Team.Name}",
                (name, token) => RenameAsync(row.Team.Name, name, token)
            ),
            ConsoleKey.D or ConsoleKey.Delete => Ask(
                state,
                $"Remove {row.Agent?.Name ?? row.Team.Name}? Type yes",
                (answer, token) => RemoveAsync(row, answer, token)
            ),
            _ => state,
        };

    private static TuiState Ask(TuiState state, string label, Func<string, CancellationToken, Task<string>> accept) =>
        state with
        {
            Input = new TuiInput(label, "", accept),
            Message = "",
        };

    private static async Task<TuiState> TypeAsync(
        TuiState state,
        TuiInput input,
        ConsoleKeyInfo key,
        CancellationToken cancellationToken
    ) =>
        key.Key switch
        {
            ConsoleKey.Escape => state with { Input = null },
            ConsoleKey.Backspace => state with
            {
                Input = input with { Text = input.Text.Length == 0 ? "" : input.Text[..^1] },
            },
            ConsoleKey.Enter => state with { Input = null, Message = await AcceptAsync(input, cancellationToken) },
            _ => char.IsControl(key.KeyChar)
                ? state
                : state with
                {
                    Input = input with { Text = input.Text + key.KeyChar },
                },
        };

    private static async Task<string> AcceptAsync(TuiInput input, CancellationToken cancellationToken)
    {
        if (input.Text.Trim().Length == 0)
            return "";
        try
        {
            return await input.Accept(input.Text.Trim(), cancellationToken);
        }
        catch (PolpoException refused)
        {
            return refused.Message;
        }
    }

    private async Task<string> AddAgentAsync(string name, string team, CancellationToken cancellationToken)
    {
        await client.Agents.AddAsync(
            new AgentEntry(new JsonObject { ["name"] = name }, team),
            workspace,
            cancellationToken
        );
        return $"{name} is in {team}.";
    }

    private async Task<string> AddTeamAsync(string name, CancellationToken cancellationToken)
    {
        await client.Teams.AddAsync(new AddTeam(name), workspace, cancellationToken);
        return $"The team {name} is there.";
    }

    private async Task<string> RenameAsync(string name, string newName, CancellationToken cancellationToken)
    {
        await client.Teams.RenameAsync(name, newName, workspace, cancellationToken);
        return $"{name} is now {newName}.";
    }

    private async Task<string> RemoveAsync(TuiRow row, string answer, CancellationToken cancellationToken)
    {
        if (!answer.Equals("yes", StringComparison.OrdinalIgnoreCase))
            return "Nothing is removed.";
        if (row.Agent is { } agent)
            await client.Agents.RemoveAsync(agent.Name, workspace, cancellationToken);
        else
            await client.Teams.RemoveAsync(row.Team.Name, workspace, cancellationToken);
        return $"{row.Agent?.Name ?? row.Team.Name} is removed.";
    }
}
