using Tongtang.HubServer.Recordings;

namespace Tongtang.HubServer.Tests.Recordings;

public sealed class SearchTextTests
{
    [Fact]
    public void Grams_AreNeighbouringLettersAndDigits() =>
        Assert.Equal(["三年", "年级", "2班"], SearchText.Grams("三年级(2班)"));

    [Theory]
    [InlineData("Ｍａｔｈ　数学（１）", "math 数学(1)")]
    [InlineData("  a\t\nB  ", "a b")]
    [InlineData("𠮷野", "𠮷野")]
    public void Normal_IsOneFormForAllWaysToWriteIt(string text, string normal) => Assert.Equal(normal, SearchText.Normal(text));

    [Fact]
    public void Grams_OfCharactersBeyondTheBasicPlane_AreWhole() => Assert.Equal(["𠮷野", "野家"], SearchText.Grams("𠮷野家"));

    [Fact]
    public void Terms_AreFewAndDifferent()
    {
        Assert.Equal(["王", "数学"], SearchText.Terms(" 王　数学 王 "));
        Assert.Equal(8, SearchText.Terms(string.Join(' ', Enumerable.Range(10, 30))).Count);
        Assert.Empty(SearchText.Terms("  "));
        Assert.Single(SearchText.Terms("half \ud800"[..4]));
    }

    [Fact]
    public void Terms_OfHalfACharacter_AreNoError() => Assert.Single(SearchText.Terms("\ud800x"));
}
