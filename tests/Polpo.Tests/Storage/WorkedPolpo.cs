using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Polpo.Client;
using Polpo.Core.Identity;
using Polpo.Engine.Storage;
using Polpo.Engine.Subjects;
using Polpo.Testing.Databases;
using Polpo.Testing.Hosting;
using Polpo.Testing.ScriptedModel;
using Polpo.Tests.Server;
using Xunit;

namespace Polpo.Tests.Storage;

/// <summary>A server on which tasks were done whose tool output is long enough to be a blob, under a clock that can be put forward.</summary>
internal sealed class WorkedPolpo : IAsyncDisposable
{
    private static readonly JsonObject Check = new() { ["type"] = "test", ["command"] = "test -f fixed.txt" };

    private readonly ScriptedModelServer _model;

    private WorkedPolpo(ScriptedModelServer model, TestPolpo polpo, ShiftedTime time) =>
        (_model, Polpo, Time) = (model, polpo, time);

    public TestPolpo Polpo { get; }

    public ShiftedTime Time { get; }

    public PolpoClient Api => Polpo.Api;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>Every result of a tool, as the model got it.</summary>
    public IEnumerable<string> Seen =>
        _model.Requests.SelectMany(request => request.LastResults).Select(result => result.Text).Distinct();

    /// <summary>What every <c>bash</c> call prints from now on.</summary>
    public string Printed { get; set; } = "";

    public static async Task<WorkedPolpo> StartAsync(Database database)
    {
        var model = await ScriptedModelServer.StartAsync(cancellationToken: Stop);
        model.Script.Step(0).Call("bash", new { command = "print" });
        model.Script.Step(1).Call("write", new { path = "fixed.txt", content = "yes\n" });
        model.Script.Step(2).Say("It is fixed.");
        var time = new ShiftedTime();
        WorkedPolpo? made = null;
        var options = new TestPolpoOptions
        {
            Database = database,
            Variables = new Dictionary<string, string>
            {
                ["OPENAI_API_KEY"] = "test",
                ["OPENAI_BASE_URL"] = model.OpenAIAddress,
            },
            Commands = (_, command) => (0, command == "print" ? made!.Printed : "ok"),
            Replace = services => services.AddSingleton<TimeProvider>(time),
        };
        made = new WorkedPolpo(model, await TestPolpo.StartAsync(options, Stop), time);
        await Repositories.OpenAsync(made.Polpo, await made.Polpo.Get<Users>().LocalAsync(Stop), Stop);
        return made;
    }

    /// <returns>The hash of the blob that holds what its command printed, and its session.</returns>
    public async Task<(string Task, string Session, string Blob)> DoTaskAsync(string printed)
    {
        Printed = printed;
        var task = await Api.Tasks.CreateAsync(new CreateTask { Title = "Fix it", Expectations = [Check] }, Stop);
        await Polpo.Get<Idleness>().WaitAsync(Stop);
        var session = (await Api.Sessions.ListAsync(task: task.Id, cancellationToken: Stop)).Items.Single();
        var events = await Api.Sessions.EventsAsync(session.Id, take: 200, cancellationToken: Stop);
        var blob = events
            .Items.Where(one => one.Type == "tool.finished")
            .Select(one => one.Body.TryGetProperty("blob", out var hash) ? hash.GetString() : null)
            .OfType<string>()
            .First();
        return (task.Id, session.Id, blob);
    }

    public Task SqlAsync(string sql) =>
        Polpo.Get<ISql>().WriteAsync(connection => connection.Sql(sql).RunAsync(Stop), Stop);

    public async ValueTask DisposeAsync()
    {
        await Polpo.DisposeAsync();
        await _model.DisposeAsync();
    }
}
