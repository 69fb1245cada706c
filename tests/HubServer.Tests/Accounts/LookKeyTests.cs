using Tongtang.HubServer.Accounts;

namespace Tongtang.HubServer.Tests.Accounts;

public sealed class LookKeyTests
{
    [Theory]
    [InlineData("admin", "Admin")]
    [InlineData("admin", "ａｄｍｉｎ")]
    [InlineData("admin", "аdmin")]
    [InlineData("admin", "adm1n")]
    [InlineData("admin", "adrnin")]
    [InlineData("admin", "ad\u200Bmin")]
    [InlineData("admin", "ádmin")]
    [InlineData("office", "οffιce")]
    [InlineData("user10", "userlO")]
    [InlineData("王老师", "王 老师")]
    [InlineData("工作室", "エ作室")]
    [InlineData("二中", "ニ中")]
    public void NamesThatLookAlike_HaveOneKey(string one, string other) => Assert.Equal(LookKey.Of(one), LookKey.Of(other));

    [Theory]
    [InlineData("王老师", "黄老师")]
    [InlineData("李明", "李鸣")]
    [InlineData("admin2", "admin3")]
    [InlineData("zhangwei", "zhangwen")]
    public void OtherNames_HaveOtherKeys(string one, string other) => Assert.NotEqual(LookKey.Of(one), LookKey.Of(other));
}
