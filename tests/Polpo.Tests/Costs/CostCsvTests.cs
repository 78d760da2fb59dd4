using Polpo.Core.Costs;
using Polpo.Engine.Kernel;
using Shouldly;
using Xunit;

namespace Polpo.Tests.Costs;

public sealed class CostCsvTests
{
    [Theory]
    [InlineData("=HYPERLINK(\"http://evil\")", "\"'=HYPERLINK(\"\"http://evil\"\")\"")]
    [InlineData("+1", "'+1")]
    [InlineData("-1+1", "'-1+1")]
    [InlineData("@SUM(A1)", "'@SUM(A1)")]
    [InlineData("  =1", "'  =1")]
    [InlineData("\t=1", "'\t=1")]
    [InlineData("a,b", "\"a,b\"")]
    [InlineData("say \"hi\"\nthen go", "\"say \"\"hi\"\"\nthen go\"")]
    [InlineData("Ada", "Ada")]
    public void A_name_is_one_cell_and_never_a_formula(string name, string cell)
    {
        var line = new CostLine(
            "usr_1",
            name,
            3,
            1,
            new Usd(1_234_567),
            1000,
            20,
            new Usd(500),
            TimeSpan.FromSeconds(90),
            new CostOutcome(1, 2, 3, 4)
        );
        CostCsv.Write([line]).ShouldEndWith($"\r\nusr_1,{cell},3,1,1.234567,1000,20,0.0005,90,1,2,3,4\r\n");
    }
}
