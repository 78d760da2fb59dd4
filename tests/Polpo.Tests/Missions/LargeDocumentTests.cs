using System.Net;
using System.Text;
using Polpo.Cli.Connecting;
using Polpo.Client;
using Polpo.Testing.Databases;
using Polpo.Testing.Hosting;
using Polpo.Tests.Cli;
using Polpo.Tests.Engine;
using Shouldly;
using Xunit;

namespace Polpo.Tests.Missions;

/// <summary>How much may come in: what the documents allow is let in by every door, and what is refused is told with the limit.</summary>
public sealed class LargeDocumentTests
{
    private static readonly string Million = new('ö', 1_000_000);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory, OnEachDatabase]
    public async Task A_description_of_a_million_characters_comes_in_by_file_and_by_request(Database database)
    {
        await using var polpo = await StartAsync(database);
        using var cli = Cli(polpo);
        var file = Path.Combine(cli.Folder, "large.json");
        await File.WriteAllTextAsync(file, Document(Million), Stop);

        (await cli.Polpo("mission", "validate", file)).ShouldBe(0, cli.Error);
        (await cli.Polpo("mission", "create", file)).ShouldBe(0, cli.Error);
        var workspace = (await polpo.Api.Workspaces.ListAsync(Stop)).Items.Single().Id;
        var created = await polpo.Api.Missions.CreateAsync(
            Encoding.UTF8.GetBytes(Document(Million)),
            workspace,
            name: "again",
            cancellationToken: Stop
        );
        created.Data!["tasks"]![0]!["description"]!.GetValue<string>().ShouldBe(Million);
        var task = new CreateTask
        {
            Workspace = workspace,
            Title = "large",
            Description = Million,
            Draft = true,
        };
        (await polpo.Api.Tasks.CreateAsync(task, Stop)).Description.ShouldBe(Million);
    }

    [Theory]
    [InlineData("missions", 17, "16 MB")]
    [InlineData("tasks", 17, "16 MB")]
    [InlineData("schedules", 2, "1 MB")]
    public async Task More_than_a_door_takes_is_refused_with_its_limit(string door, int megabytes, string limit)
    {
        await using var polpo = await StartAsync(Database.Sqlite);
        var body = Encoding.UTF8.GetBytes($"{{\"name\":\"{new string('x', megabytes << 20)}\"}}");
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/{door}");
        request.Content = new ByteArrayContent(body) { Headers = { ContentType = new("application/json") } };
        // The answer comes instead of the body, and not while it is still being sent.
        request.Headers.ExpectContinue = true;
        using var answer = await polpo.Http.SendAsync(request, Stop);
        answer.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        (await answer.Content.ReadAsStringAsync(Stop)).ShouldContain($"larger than the {limit}");
    }

    private static string Document(string description) =>
        $$"""{"tasks":[{"title":"A","description":"{{description}}"}]}""";

    private static CliRun Cli(TestPolpo polpo) =>
        new()
        {
            Connect = (_, _, _) =>
                Task.FromResult(new Connection(polpo.Client(bearer: polpo.Server.ClientToken), null)),
        };

    private static Task<TestPolpo> StartAsync(Database database) =>
        TestPolpo.StartAsync(
            new TestPolpoOptions { Database = database, Variables = new Dictionary<string, string>() },
            Stop
        );
}
