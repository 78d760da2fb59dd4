using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Polpo.Client;

namespace Polpo.Server.OpenApi;

/// <summary>One example of each shape, made from the record itself: it cannot be out of date.</summary>
internal static class Examples
{
    private const string Workspace = "ws_019a0000000070008000000000000001";
    private const string Task1 = "task_019a0000000070008000000000000002";
    private const string Session = "sess_019a0000000070008000000000000003";
    private const string Commit = "5f2b1c8e0d3a4b6c7d8e9f00112233445566778899";
    private static readonly DateTimeOffset At = new(2026, 1, 15, 9, 30, 0, TimeSpan.Zero);

    private static readonly Dictionary<Type, object> Samples = new object[]
    {
        new OpenWorkspace("/home/ana/shop"),
        new WorkspaceView(Workspace, "shop", "/home/ana/shop", At),
        new AgentEntry(new JsonObject { ["name"] = "dev-1", ["role"] = "Developer" }, "default"),
        new AddTeam("backend", "Owns the API."),
        new RenameTeam("platform"),
        new CreateTask
        {
            Title = "Make the tests pass",
            Expectations = [new JsonObject { ["type"] = "test", ["command"] = "npm test" }],
        },
        new SetBudget(50),
        new SetSecret("the value", ["api.example.com"]),
        new SecretView("API_KEY", "dev-1", ["api.example.com"], At, At)
        {
            Fields = [new SecretFieldView("value", "API_KEY", null)],
        },
        new SecretUseView(At, "API_KEY", "dev-1", "ana", Session, "call_1", "api.example.com", 443, 2),
        new VaultRotation(3, 1),
        new Reject("The error message must name the field."),
        new MergeResult("main", Commit[..40], true),
        new ServerStatus("0.1.0", "sqlite", "bubblewrap", "anthropic/claude-sonnet-4-5", 1, 2, At),
        new DoctorReport("bubblewrap", [new DoctorCheck("bubblewrap", true, "bwrap 0.8.0", "")]),
        new DiffView(Commit[..40], Commit[..40], "diff --git a/total.js b/total.js\n", false),
        new FrameView(Workspace, Session, "text", null, 1_799_000_000_000, 0, "The test expects"),
        new Problem("about:blank", "Not Found", 404, $"There is no task {Task1}."),
        new PersonView("usr_019a0000000070008000000000000004", "ana"),
        new CreateKey("ci", Workspace, ["sessions.create", "sessions.view_all"], At.AddYears(1)),
        new AddUser("Ana", ["Developer"]),
        new SetRole(["sessions.view_all", "workspaces.view"]),
        new SignInLinkView("http://127.0.0.1:3890/sign-in?code=…"),
    }.ToDictionary(sample => sample.GetType());

    public static Task Add(
        OpenApiSchema schema,
        OpenApiSchemaTransformerContext context,
        CancellationToken cancellationToken
    )
    {
        AbsentInsteadOfNull(schema);
        if (context.JsonPropertyInfo is null && Samples.TryGetValue(context.JsonTypeInfo.Type, out var sample))
            schema.Examples = [JsonSerializer.SerializeToNode(sample, sample.GetType(), Wire.Json)!];
        return Task.CompletedTask;
    }

    // Answers leave out what is null; a later version may add fields.
    private static void AbsentInsteadOfNull(OpenApiSchema schema)
    {
        schema.AdditionalPropertiesAllowed = true;
        foreach (
            var (name, property) in schema.Properties ?? new Dictionary<string, IOpenApiSchema>(StringComparer.Ordinal)
        )
        {
            if (property is not OpenApiSchema { Type: { } type } own || !type.HasFlag(JsonSchemaType.Null))
                continue;
            own.Type = type & ~JsonSchemaType.Null;
            schema.Required?.Remove(name);
        }
    }
}
