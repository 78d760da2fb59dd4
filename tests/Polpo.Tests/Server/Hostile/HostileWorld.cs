using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Polpo.Client;
using Polpo.Core.Identity;
using Polpo.Core.Workspaces;
using Polpo.Testing.Databases;
using Polpo.Testing.Hosting;
using Polpo.Testing.ScriptedModel;

namespace Polpo.Tests.Server.Hostile;

/// <summary>A server with one of each thing, for requests that mean no good: after each that was taken all is as before.</summary>
internal sealed partial class HostileWorld : IAsyncDisposable
{
    private readonly Dictionary<string, string> _ids = new(StringComparer.Ordinal);
    private readonly ScriptedModelServer _model;
    private readonly TestPolpo _polpo;
    private readonly CancellationToken _stop;
    private Dictionary<string, byte[]> _files = [];
    private Samples _samples = null!;
    private Workspace _workspace = null!;

    private HostileWorld(ScriptedModelServer model, TestPolpo polpo, CancellationToken stop) =>
        (_model, _polpo, _stop) = (model, polpo, stop);

    public IReadOnlyList<ApiRoute> Routes { get; private set; } = [];

    public JsonNode Document { get; private set; } = null!; // read when it is filled

    public string Repository => _workspace.RepositoryPath;

    public static async Task<HostileWorld> StartAsync(Database database, CancellationToken stop)
    {
        var model = await ScriptedModelServer.StartAsync(cancellationToken: stop);
        var polpo = await TestPolpo.StartAsync(
            new TestPolpoOptions
            {
                Database = database,
                Works = false,
                Variables = new Dictionary<string, string>
                {
                    ["OPENAI_API_KEY"] = "test",
                    ["OPENAI_BASE_URL"] = model.OpenAIAddress,
                },
            },
            stop
        );
        var world = new HostileWorld(model, polpo, stop);
        await world.FillAsync();
        return world;
    }

    /// <summary>What stands in a place of an address when nothing is wrong with it.</summary>
    public string? Usual(ApiRoute route, ApiValue value)
    {
        if (value.In == "path")
            return _ids.GetValueOrDefault(PlaceOf(route, value), "absent");
        return value.Name.Equals("workspace", StringComparison.OrdinalIgnoreCase) ? _workspace.Id.Text : null;
    }

    /// <summary>A body that the route takes; null: it takes none.</summary>
    public string? Good(ApiRoute route) =>
        route.Body is { } schema ? _samples.Of(route.Name, schema)!.ToJsonString() : null;

    /// <summary>What is wrong with the answer; null: it is an answer that one can understand.</summary>
    public async Task<string?> FaultAsync(HttpMethod method, string address, string? body, string? ifMatch = null)
    {
        using var answer = await SendAsync(method, address, body, ifMatch);
        if (answer.IsSuccessStatusCode)
            return null;
        var text = await answer.Content.ReadAsStringAsync(_stop);
        return (int)answer.StatusCode >= 500 ? $"{(int)answer.StatusCode} {text}" : FaultOf(answer, text);
    }

    /// <summary>Why it was not taken; null: it was.</summary>
    public async Task<string?> RefusalAsync(HttpMethod method, string address, string? body)
    {
        using var answer = await SendAsync(method, address, body, null);
        return answer.IsSuccessStatusCode ? null : await answer.Content.ReadAsStringAsync(_stop);
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string address, string? body, string? ifMatch)
    {
        using var request = new HttpRequestMessage(method, address);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }
        if (ifMatch is not null)
            request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        // Of a stream the head is all that is waited for.
        var answer = await _polpo.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, _stop);
        if (answer.IsSuccessStatusCode && method != HttpMethod.Get)
            await RestoreAsync(answer);
        return answer;
    }

    private static string? FaultOf(HttpResponseMessage answer, string text)
    {
        if (answer.Content.Headers.ContentType?.MediaType != "application/problem+json")
            return $"{(int)answer.StatusCode} is no problem: {text}";
        var detail = JsonSerializer.Deserialize<Problem>(text, Wire.Json)?.Detail;
        return string.IsNullOrWhiteSpace(detail) || Inner().IsMatch(detail) || detail == "The request was refused."
            ? $"{(int)answer.StatusCode} says only: {detail}"
            : null;
    }

    private async Task RestoreAsync(HttpResponseMessage answer)
    {
        if (answer is { StatusCode: System.Net.HttpStatusCode.Created, Headers.Location: { } made })
            (await _polpo.Http.DeleteAsync(made, _stop)).Dispose();
        var now = Files();
        if (
            now.Count == _files.Count
            && now.All(one => _files.TryGetValue(one.Key, out var old) && old.AsSpan().SequenceEqual(one.Value))
        )
            return;
        Directory.Delete(Polpo, recursive: true);
        foreach (var (path, bytes) in _files)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await File.WriteAllBytesAsync(path, bytes, _stop);
        }
    }

    private string Polpo => Path.Combine(Repository, ".polpo");

    private Dictionary<string, byte[]> Files() =>
        Directory.EnumerateFiles(Polpo, "*", SearchOption.AllDirectories).ToDictionary(path => path, File.ReadAllBytes);

    private static string PlaceOf(ApiRoute route, ApiValue value)
    {
        var parts = route.Path.Split('/');
        return parts[Array.IndexOf(parts, $"{{{value.Name}}}") - 1];
    }

    private async Task FillAsync()
    {
        var me = await _polpo.Get<Users>().LocalAsync(_stop);
        _workspace = await Repositories.OpenAsync(_polpo, me, _stop);
        await SampleBodies.WriteStaffAsync(Repository, _stop);
        var api = _polpo.Api;
        var document = JsonNode.Parse(await _polpo.Http.GetStringAsync("/openapi/v1.json", _stop))!;
        (Document, Routes) = (document, ApiRoute.Of(document));
        var task = await api.Tasks.CreateAsync(new CreateTask { Title = "there", Draft = true }, _stop);
        _ids["tasks"] = task.Id;
        _ids["workspaces"] = _workspace.Id;
        (_ids["agents"], _ids["teams"], _ids["playbooks"], _ids["vault"]) = ("dev", "web", "fix", "API_KEY");
        _ids["users"] = _ids["members"] = (await api.Users.AddAsync(new AddUser("Bob"), _stop)).Id;
        _ids["roles"] = "Reader";
        _ids["blobs"] = new string('0', 64);
        _ids["sessions"] = $"sess_{new string('0', 32)}";
        _ids["deliveries"] = $"del_{new string('0', 32)}";
        _ids["approvals"] = $"appr_{new string('0', 32)}";
        _samples = new Samples(document, SampleBodies.For(task.Id, Repository));
        _ids["missions"] = await MakeAsync("/api/v1/missions", SampleBodies.Mission("there"));
        _ids["schedules"] = await MakeAsync("/api/v1/schedules", SampleBodies.Schedule);
        _ids["webhooks"] = await MakeAsync("/api/v1/webhooks", SampleBodies.Webhook);
        _ids["watchers"] = await MakeAsync("/api/v1/watchers", SampleBodies.Watcher(task.Id));
        await MakeAsync("/api/v1/playbooks", SampleBodies.Playbook("fix"));
        _files = Files();
    }

    private async Task<string> MakeAsync(string route, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await _polpo.Http.PostAsync(route, content, _stop);
        var text = await answer.Content.ReadAsStringAsync(_stop);
        answer.IsSuccessStatusCode.ShouldBeTrue($"{route}: {text}");
        return JsonNode.Parse(text)!["id"]?.ToString() ?? "";
    }

    public async ValueTask DisposeAsync()
    {
        await _polpo.DisposeAsync();
        await _model.DisposeAsync();
    }

    /// <summary>Words of those who wrote the program, and not of those who use it.</summary>
    [GeneratedRegex(
        @"\b(System|Microsoft|Npgsql|Polpo)\.\w|Json(Element|Object|Node|Value)|Exception|Int(32|64)\b|BytePosition|LineNumber|SQLite Error|\d{5}: "
    )]
    private static partial Regex Inner();
}
