using System.Text.Json;
using System.Text.Json.Nodes;
using Shouldly;
using Xunit;

namespace Polpo.Tests.Server;

public sealed class OpenApiTests : ServerSuite
{
    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    [Fact]
    public async Task The_document_is_as_approved() =>
        Approved.Match("openapi.json", (await DocumentAsync()).ToJsonString(Indented) + "\n");

    [Fact]
    public async Task Every_route_has_a_summary_and_says_how_it_refuses()
    {
        var operations = (await DocumentAsync())["paths"]!
            .AsObject()
            .SelectMany(path => path.Value!.AsObject().Select(verb => (Name: $"{verb.Key} {path.Key}", verb.Value)));
        foreach (var (name, operation) in operations)
        {
            operation!["summary"]?.GetValue<string>().ShouldNotBeNullOrEmpty(name);
            operation["responses"]!["default"].ShouldNotBeNull(name);
        }
    }

    [Fact]
    public async Task Nothing_in_it_tells_where_it_runs()
    {
        var text = (await DocumentAsync()).ToJsonString();
        text.ShouldNotContain(
            new Uri(Polpo.Server.Address).Port.ToString(System.Globalization.CultureInfo.InvariantCulture)
        );
        text.ShouldNotContain(Polpo.Home.Root);
    }

    private async Task<JsonNode> DocumentAsync() =>
        JsonNode.Parse(await Polpo.Client().GetStringAsync("/openapi/v1.json", Stop))!;
}
