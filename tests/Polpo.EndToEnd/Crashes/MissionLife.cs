using System.Text;
using Polpo.Client;
using Polpo.Testing.Missions;
using Polpo.Testing.Shipped;
using Shouldly;

namespace Polpo.EndToEnd.Crashes;

/// <summary>A shipped server that dies and comes back, a person's clone, and a mission in it.</summary>
internal sealed class MissionLife : IAsyncDisposable
{
    /// <summary>The check that only the manager's result passes.</summary>
    public const string Hard = "grep -qx 'done well' hard.txt";

    private readonly CancellationToken _cancellationToken;
    private RunningServer? _server;
    private MissionPerson? _person;

    private MissionLife(IReadOnlyDictionary<string, string> variables, CancellationToken cancellationToken)
    {
        Polpo = new ShippedPolpo(variables);
        _cancellationToken = cancellationToken;
    }

    public ShippedPolpo Polpo { get; }

    public Clone Clone { get; private set; } = null!;

    public string Mission { get; private set; } = "";

    /// <summary>At the server of now.</summary>
    public MissionPerson Person => _person!;

    /// <summary>An empty data folder, the server's first start, and the mission as a draft.</summary>
    public static async Task<MissionLife> BeginAsync(
        IReadOnlyDictionary<string, string> variables,
        CancellationToken cancellationToken
    )
    {
        var life = new MissionLife(variables, cancellationToken);
        life.Clone = await new Clone(life.Polpo, "notes").InitAsync(
            new Dictionary<string, string>
            {
                ["README.md"] = "# Notes\n",
                [".polpo/agents.json"] = ThirtyTaskMission.Staff("openai/large"),
            },
            cancellationToken
        );
        await life.StartAsync();
        var workspace = await life.Person.Client.Workspaces.OpenAsync(
            new OpenWorkspace(life.Clone.Path),
            cancellationToken
        );
        life.Mission = (
            await life.Person.Client.Missions.CreateAsync(
                Encoding.UTF8.GetBytes(ThirtyTaskMission.Document(Hard)),
                workspace.Id,
                cancellationToken: cancellationToken
            )
        ).Id;
        return life;
    }

    public async Task StartAsync()
    {
        _server = await RunningServer.StartAsync(Polpo, _cancellationToken);
        _person?.Dispose();
        _person = await MissionPerson.AtAsync(Polpo, _server, _cancellationToken);
    }

    /// <summary>SIGKILL; what the server had started goes on without it.</summary>
    public async Task KillAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
        _server = null;
    }

    public async Task<int> DoneAsync() =>
        (await Person.Client.Missions.GetAsync(Mission, _cancellationToken)).Run?.Tasks.Count(task =>
            task.Status == "done"
        ) ?? 0;

    /// <summary>The history, and the receipt.</summary>
    public async Task ShouldHoldAsync()
    {
        var history = await Polpo.RunAsync(_cancellationToken, "verify", "--history");
        history.ExitCode.ShouldBe(0, history.ToString());
        var receipt = Path.Combine(Polpo.Folder, "receipt.json");
        var signed = await Person.Client.Missions.ReceiptAsync(Mission, _cancellationToken);
        await File.WriteAllTextAsync(receipt, signed.ToJsonString(), _cancellationToken);
        var verified = await Polpo.RunAsync(_cancellationToken, "verify", receipt, "--repo", Clone.Path);
        verified.ExitCode.ShouldBe(0, verified.ToString());
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _person?.Dispose();
        await Polpo.DisposeAsync();
    }
}
