using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Polpo.Cli.Shell;
using Polpo.Client;
using Polpo.Engine.Kernel;

namespace Polpo.Cli.Agents;

/// <summary><c>polpo agent</c>: who works here.</summary>
internal static class AgentCommand
{
    private static readonly Argument<string> Name = new("NAME")
    {
        Description = "The agent's name, unique across all teams.",
    };

    public static Command Build(Surroundings here) =>
        Commands.Group("agent", "Agents: list, show, add, remove.", List(here), Show(here), Add(here), Remove(here));

    private static Command List(Surroundings here) =>
        new Command("list", "Draw the org chart. Brackets: granted tools beyond the core set.")
        {
            CommonOptions.Repo,
            CommonOptions.Json,
        }.LooksAtFiles(
            here,
            async (command, client, workspace, cancellationToken) =>
            {
                var agents = (await client.Agents.ListAsync(workspace, cancellationToken)).Items;
                command.ShowAll(
                    agents,
                    output =>
                        output.WriteLine(
                            agents.Count == 0
                                ? "There are no agents. Add one: polpo agent add NAME"
                                : string.Join('\n', OrgChart.Draw(agents))
                        )
                );
                await command.NoteWarningsAsync(client, workspace, cancellationToken);
            }
        );

    private static Command Show(Surroundings here) =>
        new Command("show", "Show an agent's whole profile.")
        {
            Name,
            CommonOptions.Repo,
            CommonOptions.Json,
        }.LooksAtFiles(
            here,
            async (command, client, workspace, cancellationToken) =>
            {
                var agent = await client.Agents.GetAsync(command.Get(Name), workspace, cancellationToken);
                command.Show(agent, output => AgentProfile.Write(output, agent));
            }
        );

    private static Command Add(Surroundings here)
    {
        var team = new Option<string?>("--team") { Description = "Its team. Default: the first.", HelpName = "TEAM" };
        var role = new Option<string?>("--role") { Description = "Its job in one line.", HelpName = "TEXT" };
        var model = new Option<string?>("--model")
        {
            Description = "Its model. Default: the workspace's.",
            HelpName = "PROVIDER/MODEL",
        };
        var reportsTo = new Option<string?>("--reports-to")
        {
            Description = "Its manager, to whom failed work is escalated.",
            HelpName = "AGENT",
        };
        var tools = new Option<string?>("--tools")
        {
            Description = "Tool names and wildcards, separated by commas. Default: the core set.",
            HelpName = "LIST",
        };
        var hosts = new Option<string?>("--hosts")
        {
            Description = "Hosts that it may reach, separated by commas. Default: the workspace's.",
            HelpName = "LIST",
        };
        var prompt = new Option<string?>("--prompt") { Description = "Added to its system prompt.", HelpName = "TEXT" };
        var config = new Option<string?>("--config")
        {
            Description = "A JSON file with the whole agent object; the other options win over it.",
            HelpName = "FILE",
        };
        return new Command("add", "Add an agent. It can be used at once.")
        {
            Name,
            team,
            role,
            model,
            reportsTo,
            tools,
            hosts,
            prompt,
            config,
            CommonOptions.Repo,
            CommonOptions.Json,
        }.DoesWithClient(
            here,
            async (command, client, workspace, cancellationToken) =>
            {
                var agent = command.Get(config) is { } path
                    ? await ReadAsync(Path.GetFullPath(path, here.Folder), cancellationToken)
                    : [];
                agent["name"] = command.Get(Name);
                foreach (
                    var (field, option) in new[]
                    {
                        ("role", role),
                        ("model", model),
                        ("reportsTo", reportsTo),
                        ("systemPrompt", prompt),
                    }
                )
                {
                    if (command.Get(option) is { } value)
                        agent[field] = value;
                }
                foreach (var (field, option) in new[] { ("allowedTools", tools), ("allowedHosts", hosts) })
                {
                    if (command.Get(option) is { } list)
                        agent[field] = new JsonArray([
                            .. list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                                .Select(item => (JsonNode)item),
                        ]);
                }
                var added = await client.Agents.AddAsync(
                    new AgentEntry(agent, command.Get(team) ?? ""),
                    workspace,
                    cancellationToken
                );
                command.Show(
                    added,
                    output => output.WriteLine($"{added.Name} is in the team \"{Plain.Text(added.TeamName)}\".")
                );
            }
        );
    }

    private static Command Remove(Surroundings here) =>
        new Command("remove", "Remove an agent.") { Name, CommonOptions.Repo, CommonOptions.Json }.DoesWithClient(
            here,
            async (command, client, workspace, cancellationToken) =>
            {
                await client.Agents.RemoveAsync(command.Get(Name), workspace, cancellationToken);
                command.Show(
                    new { removed = command.Get(Name) },
                    output => output.WriteLine($"{command.Get(Name)} is removed.")
                );
            }
        );

    private static async Task<JsonObject> ReadAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            var node = JsonNode.Parse(await File.ReadAllTextAsync(path, cancellationToken));
            return node as JsonObject
                ?? throw new RefusedException(Refusal.Invalid, $"{path} must hold one JSON object: an agent.");
        }
        catch (JsonException exception)
        {
            throw new RefusedException(
                Refusal.Invalid,
                $"{path} line {exception.LineNumber + 1} is not valid JSON.",
                exception
            );
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new RefusedException(Refusal.NotFound, $"There is no file {path}.", missing);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new RefusedException(Refusal.NotFound, $"{path} cannot be read: {exception.Message}", exception);
        }
    }
}
