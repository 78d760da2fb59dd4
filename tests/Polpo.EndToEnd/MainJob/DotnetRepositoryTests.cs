using Polpo.Testing.ScriptedModel;
using Polpo.Testing.Shipped;
using Shouldly;
using Xunit;

namespace Polpo.EndToEnd.MainJob;

/// <summary>A C# repository with a package from NuGet: restored once with the registry as the only reachable host, then built without network.</summary>
public sealed class DotnetRepositoryTests
{
    private const string Project = """
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup><TargetFramework>net10.0</TargetFramework><OutputType>Exe</OutputType><NuGetAudit>false</NuGetAudit></PropertyGroup>
          <ItemGroup><PackageReference Include="Newtonsoft.Json" Version="13.0.1" /></ItemGroup>
        </Project>
        """;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_builds_offline_with_what_its_setup_restored()
    {
        var script = new Script();
        script
            .Step(0)
            .Call(
                "write",
                new
                {
                    path = "Program.cs",
                    content = "System.Console.WriteLine(Newtonsoft.Json.JsonConvert.SerializeObject(new[] { 4, 2 }));\n",
                }
            );
        script.Always().Say("It prints the numbers as JSON.");
        await using var model = await ScriptedModelServer.StartAsync(script, cancellationToken: Token);
        await using var polpo = new ShippedPolpo(
            new Dictionary<string, string> { ["OPENAI_API_KEY"] = "sk-test", ["OPENAI_BASE_URL"] = model.OpenAIAddress }
        );
        var clone = await new Clone(polpo, "numbers").InitAsync(
            new Dictionary<string, string>
            {
                ["numbers.csproj"] = Project,
                ["Program.cs"] = "System.Console.WriteLine(42);\n",
                [".gitignore"] = "bin/\nobj/\n",
            },
            Token
        );

        var ended = await polpo.RunAsync(
            Token,
            "run",
            "print the numbers as JSON",
            "--repo",
            clone.Path,
            "--check",
            "dotnet run --no-restore | grep -qF '[4,2]'",
            "--model",
            "openai/test-model",
            "--retries",
            "0",
            "--json"
        );

        ended.ExitCode.ShouldBe(0, ended.ToString());
        ended.Output.ShouldNotContain("\"failure\"");
    }
}
