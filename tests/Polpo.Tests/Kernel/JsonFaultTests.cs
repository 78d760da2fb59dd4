using System.Text.Json;
using Polpo.Engine.Kernel;
using Shouldly;
using Xunit;

namespace Polpo.Tests.Kernel;

public sealed class JsonFaultTests
{
    private static readonly JsonSerializerOptions Strict = StrictJson.Options;

    [Theory]
    [InlineData("""{"title": 5}""", "\"title\" must be a text (line 1)")]
    [InlineData("{\n\"title\": \"x\", \"count\": 1.5}", "\"count\" must be a whole number (line 2)")]
    [InlineData("""{"title": "x", "weight": "much"}""", "\"weight\" must be a number (line 1)")]
    [InlineData("""{"title": "x", "due": "soon"}""", "\"due\" must be a time such as 2027-01-31T17:00Z (line 1)")]
    [InlineData("""{"title": "x", "urgent": "yes"}""", "\"urgent\" must be true or false (line 1)")]
    [InlineData("""{"title": "x", "names": "a"}""", "\"names\" must be a list (line 1)")]
    [InlineData("""{"title": "x", "prices": 3}""", "\"prices\" must be an object (line 1)")]
    [InlineData("""{"title": "x", "inner": 3}""", "\"inner\" has a value of the wrong type (line 1)")]
    [InlineData("""{"title": "x", "inner": {"title": []}}""", "\"inner.title\" must be a text (line 1)")]
    [InlineData("{}", "the field \"title\" is missing")]
    [InlineData("""{"title": "x", "tilte": "y"}""", "there is no field \"tilte\" (line 1); perhaps \"title\" is meant")]
    [InlineData("""{"title": "x", "colour": "y"}""", "there is no field \"colour\" (line 1)")]
    [InlineData("""{"title": "x" """, "it is not JSON from line 1, byte 15 on")]
    [InlineData("title", "it is not JSON from line 1, byte 2 on")]
    public void It_says_what_is_wrong_and_names_no_type_of_ours(string text, string words)
    {
        var wrong = Should.Throw<JsonException>(() => JsonSerializer.Deserialize<Thing>(text, Strict));

        var told = JsonFault.Of(wrong).ToString();

        told.ShouldBe(words, wrong.Message);
    }

    private sealed record Thing(
        string Title,
        int? Count = null,
        double? Weight = null,
        DateTimeOffset? Due = null,
        bool Urgent = false,
        IReadOnlyList<string>? Names = null,
        Dictionary<string, double>? Prices = null,
        Thing? Inner = null
    );
}
