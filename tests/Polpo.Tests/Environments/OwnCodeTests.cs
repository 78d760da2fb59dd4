using System.Text;
using Polpo.Core.Environments.Finding;
using Shouldly;
using Xunit;

namespace Polpo.Tests.Environments;

/// <summary>
/// A layer that ran, or took, something of the repository must be keyed by all of it. Each case is a way in which files that are no
/// part of the key could have decided what is installed for the checks.
/// </summary>
public sealed class OwnCodeTests : IDisposable
{
    private const string Project =
        """<Project Sdk="Microsoft.NET.Sdk"><PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup>{0}</Project>""";

    private readonly string _root = Directory.CreateTempSubdirectory("polpo-own-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Theory]
    [InlineData(
        """{"dependencies":{"a":"1","b":"^2.0.0","c":"npm:d@1"},"scripts":{"test":"node t.js"},"main":"index.js"}""",
        false
    )]
    [InlineData("""{"scripts":{"dependencies":"node x.js"}}""", true)]
    [InlineData("""{"scripts":{"postinstall" : "node x.js"}}""", true)]
    [InlineData("""{"dependencies":{"a":"./a"}}""", true)]
    [InlineData("""{"dependencies":{"a":"~/a"}}""", true)]
    [InlineData("""{"dependencies":{"a":"/workspace/a"}}""", true)]
    [InlineData("""{"dependencies":{"a":"a.tgz"}}""", true)]
    [InlineData("""{"dependencies":{"a":"workspace:*"}}""", true)]
    public void Npm(string package, bool runs)
    {
        Write("package.json", package);
        IsRun().ShouldBe(runs);
    }

    [Fact]
    public void Npm_modules_that_are_committed_are_the_repositorys()
    {
        Write("package.json", """{"dependencies":{"a":"1"}}""");
        IsRun().ShouldBeFalse();
        Write("node_modules/a/index.js", "evil");
        IsRun().ShouldBeTrue();
    }

    [Theory]
    [InlineData(
        "requests==2.32.0\nflask>=2,<4 ; python_version > '3.8'  # web\nuvicorn[standard]\nzope.interface~=7.0\n",
        false
    )]
    [InlineData("a==1 \\\n    --hash=sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\n", false)]
    [InlineData("-e .\n", true)]
    [InlineData(".\n", true)]
    [InlineData("./a\n", true)]
    [InlineData("-r other.txt\n", true)]
    [InlineData("${PWD}\n", true)]
    [InlineData("evil.whl\n", true)]
    [InlineData("evil-1.tar.gz\n", true)]
    [InlineData("evil==1.zip\n", true)]
    [InlineData("a @ file:a\n", true)]
    [InlineData("# -*- coding: utf-7 -*-\n+AC4-\n", true)]
    [InlineData("requ\\\nests\n", true)]
    public void Python(string requirements, bool runs)
    {
        Write("requirements.txt", requirements);
        IsRun().ShouldBe(runs);
    }

    [Fact]
    public void Python_under_another_encoding()
    {
        File.WriteAllBytes(
            Path.Combine(_root, "requirements.txt"),
            [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes("a\n.\n")]
        );
        IsRun().ShouldBeTrue();
    }

    [Theory]
    [InlineData(
        """<ItemGroup><PackageReference Include="A" Version="1.0.0" /><ProjectReference Include="..\b\B.csproj" /></ItemGroup>""",
        false
    )]
    [InlineData("""<ItemGroup><ProjectReference Include="x.proj" /></ItemGroup>""", true)]
    [InlineData("""<ItemGroup><ProjectReference Include="bin/B.csproj" /></ItemGroup>""", true)]
    [InlineData("""<ItemGroup><ProjectReference Include="**/*.csproj" /></ItemGroup>""", true)]
    [InlineData(
        """<Target Name="x" BeforeTargets="Restore"><Copy SourceFiles="a" DestinationFolder="b" /></Target>""",
        true
    )]
    [InlineData("""<Import Project="x" />""", true)]
    [InlineData("""<PropertyGroup><Version>$([System.IO.File]::ReadAllText('v'))</Version></PropertyGroup>""", true)]
    [InlineData("""<PropertyGroup><RestoreSources>./packages</RestoreSources></PropertyGroup>""", true)]
    [InlineData("""<PropertyGroup><BaseIntermediateOutputPath>x/</BaseIntermediateOutputPath></PropertyGroup>""", true)]
    [InlineData("""<PropertyGroup Condition="Exists('flag')"><Version>1</Version></PropertyGroup>""", true)]
    [InlineData(
        """<PropertyGroup><CustomBeforeMicrosoftCommonProps>x</CustomBeforeMicrosoftCommonProps></PropertyGroup>""",
        true
    )]
    [InlineData("<oops", true)]
    public void DotNet(string more, bool runs)
    {
        Write("App.csproj", string.Format(null, CompositeFormat.Parse(Project), more));
        IsRun().ShouldBe(runs);
    }

    [Theory]
    [InlineData("App.csproj.user", "<Project/>")]
    [InlineData("obj/App.csproj.evil.targets", "<Project/>")]
    [InlineData("src/obj/App.csproj.nuget.g.props", "<Project/>")]
    [InlineData("Directory.Build.rsp", "-p:A=b")]
    [InlineData("global.json", """{"msbuild-sdks":{"Evil":"1"}}""")]
    [InlineData("global.json", """{"sdk":{"path\u0073":["x"]}}""")]
    [InlineData(
        "nuget.config",
        """<configuration><packageSources><add key="l" value="./packages"/></packageSources></configuration>"""
    )]
    [InlineData("packages/a.1.0.0.nupkg", "")]
    [InlineData(
        "App.sln",
        "Project(\"{FAE04EC0-301F-11D3-BF4B-00C04F79EFBC}\") = \"x\", \"x.proj\", \"{1}\"\nEndProject"
    )]
    [InlineData("App.sln", "  Project(\"{FAE04EC0-301F-11D3-BF4B-00C04F79EFBC}\") = \"x\", \"x.foo\", \"{1}\"")]
    [InlineData(
        "App.sln",
        "Project(\"{FAE04EC0-301F-11D3-BF4B-00C04F79EFBC}\") = \"x\", \"node_modules\\x.csproj\", \"{1}\""
    )]
    [InlineData("App.slnx", """<Solution><Project Path="x.proj" /></Solution>""")]
    [InlineData("App.slnx", """<Solution><Project Type="C#" Path="x.txt" /></Solution>""")]
    [InlineData("a/b/c/d/e/f/g/h/i/j/k/l/m/X.csproj", "<Project/>")]
    public void DotNet_beside_a_plain_project(string path, string content)
    {
        Write("App.csproj", string.Format(null, CompositeFormat.Parse(Project), ""));
        Write(
            "nuget.config",
            """<configuration><packageSources><add key="n" value="https://api.nuget.org/v3/index.json"/></packageSources></configuration>"""
        );
        Write(
            "Plain.sln",
            "Project(\"{FAE04EC0-301F-11D3-BF4B-00C04F79EFBC}\") = \"App\", \"App.csproj\", \"{1}\"\nProject(\"{2150E333-8FDC-42A3-9474-1A3956D46DE8}\") = \"src\", \"src\", \"{2}\""
        );
        Write("Plain.slnx", """<Solution><Folder Name="/src/"><Project Path="src/App.csproj" /></Folder></Solution>""");
        Write("global.json", """{"sdk":{"version":"10.0.100"}}""");
        IsRun().ShouldBeFalse("the plain one");

        Write(path, content);

        IsRun().ShouldBeTrue();
    }

    private bool IsRun() => OwnCode.IsRun(new Tree(_root), null);

    private void Write(string path, string content)
    {
        var file = Path.Combine(_root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, content);
    }
}
