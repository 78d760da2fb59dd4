using Polpo.Core.Models.Clients;
using Shouldly;
using Xunit;

namespace Polpo.Tests.Models;

public sealed class ClaudeGenerationTests
{
    [Theory]
    [InlineData("claude-sonnet-4-5", false)]
    [InlineData("claude-sonnet-4-5-20250929", false)]
    [InlineData("claude-opus-4-20250514", false)]
    [InlineData("claude-3-7-sonnet-20250219", false)]
    [InlineData("glm-4.6", false)]
    [InlineData("claude-opus-4-6", true)]
    [InlineData("claude-opus-4-7-20260416", true)]
    [InlineData("claude-sonnet-5", true)]
    [InlineData("claude-haiku-5-5", true)]
    [InlineData("claude-mythos-preview", true)]
    public void The_name_tells_how_a_model_thinks(string model, bool byItself) =>
        ClaudeGeneration.ThinksByItself(model).ShouldBe(byItself);
}
