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
    public async Task Every_body_has_an_example()
    {
        var document = await DocumentAsync();
        document["openapi"]!.GetValue<string>().ShouldStartWith("3.1");
        var without =
            from path in document["paths"]!.AsObject()
            from verb in path.Value!.AsObject()
            from media in verb.Value!["requestBody"]?["content"]?.AsObject() ?? []
            where media.Value!["example"] is null && !HasExample(document, media.Value!["schema"]!)
            select $"{verb.Key} {path.Key}";
        without.ShouldBeEmpty();
    }

    private static bool HasExample(JsonNode document, JsonNode schema) =>
        schema["oneOf"]?.AsArray().Any(one => HasExample(document, one!)) is true
        || schema["$ref"]?.GetValue<string>() is { } name
            && document["components"]!["schemas"]![name[(name.LastIndexOf('/') + 1)..]]!["examples"] is not null;

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
