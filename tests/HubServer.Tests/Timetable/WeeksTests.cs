using FsCheck;
using FsCheck.Fluent;
using Tongtang.HubServer.Timetable;

namespace Tongtang.HubServer.Tests.Timetable;

public sealed class WeeksTests
{
    [Theory]
    [InlineData("", "all")]
    [InlineData("每周", "all")]
    [InlineData("单周", "odd")]
    [InlineData("（双）", "even")]
    [InlineData("第1-8周，10", "1-8,10")]
    [InlineData("3、1、2", "1-3")]
    [InlineData("1-7单周", "1,3,5,7")]
    [InlineData("60", "60")]
    public void Text_OfPeople_IsReadAndStoredOneWay(string text, string stored)
    {
        Assert.True(Weeks.TryParse(text, out var weeks));

        Assert.Equal(stored, weeks.ToString());
        Assert.Equal(weeks, Weeks.Parse(stored));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("61")]
    [InlineData("8-1")]
    [InlineData("1,,2")]
    [InlineData("x")]
    [InlineData("99999999999")]
    [InlineData("2-2单")]
    public void Text_ThatNamesNoWeeks_IsRefused(string text) => Assert.False(Weeks.TryParse(text, out _));

    [Fact]
    public void AnyList_IsExactlyItsWeeks() => Prop.ForAll(Gen.Choose(1, Weeks.Most).NonEmptyListOf().ToArbitrary(), list =>
    {
        Assert.True(Weeks.TryParse(string.Join(',', list), out var weeks));
        Assert.Equal(list.Order().Distinct(), Enumerable.Range(0, 65).Where(weeks.Contains));
        Assert.Equal(weeks, Weeks.Parse(weeks.ToString()));
    }).QuickCheckThrowOnFailure();
}
