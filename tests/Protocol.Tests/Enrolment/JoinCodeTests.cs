using System.Text;
using Tongtang.Protocol.Enrolment;

namespace Tongtang.Protocol.Tests.Enrolment;

public sealed class JoinCodeTests
{
    private static readonly byte[] s_ca = Encoding.ASCII.GetBytes("the CA's certificate");

    [Fact]
    public void Reveal_Code_IsTwelveGroupsOfFour()
    {
        var text = JoinCode.Create(s_ca, hub: null).Reveal();
        Assert.Matches("^([0-9A-HJKMNP-TV-Z]{4}-){11}[0-9A-HJKMNP-TV-Z]{4}$", text);
    }

    [Fact]
    public void TryParse_WhatWasRevealed_IsTheSameCode()
    {
        for (var i = 0; i < 1000; i++)
        {
            var code = JoinCode.Create(s_ca, "hub.example:8701");
            var read = JoinCode.TryParse(code.Reveal(), out _);
            Assert.Equal(code.Secret, read!.Secret);
            Assert.Equal(code.CaFingerprint, read.CaFingerprint);
            Assert.Equal("hub.example:8701", read.Hub);
        }
    }

    [Fact]
    public void TryParse_AsPeopleType_IsUnderstood()
    {
        var code = JoinCode.Create(s_ca, hub: null);
        var typed = code.Reveal().ToLowerInvariant().Replace("-", "  ", StringComparison.Ordinal).Replace('0', 'o').Replace('1', 'l');
        Assert.Equal(code.Secret, JoinCode.TryParse($" {typed}\t", out _)!.Secret);
    }

    [Fact]
    public void TryParse_AnyOneCharacterWrong_IsRefused()
    {
        const string Digits = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
        var text = JoinCode.Create(s_ca, hub: null).Reveal();
        var taken = 0;
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] == '-') continue;
            foreach (var digit in Digits.Where(d => d != text[at]))
                if (JoinCode.TryParse(text[..at] + digit + text[(at + 1)..], out _) is not null) taken++;
        }
        // 16 bits of checksum let one in 65,536 pass: of 1,488 changes hardly ever one.
        Assert.InRange(taken, 0, 1);
    }

    [Theory]
    [InlineData("")]
    [InlineData("@hub:8701")]
    [InlineData("ABCD")]
    [InlineData("UUUU-UUUU-UUUU-UUUU-UUUU-UUUU-UUUU-UUUU-UUUU-UUUU-UUUU-UUUU")]
    [InlineData("同堂")]
    public void TryParse_NoCode_SaysWhy(string text)
    {
        Assert.Null(JoinCode.TryParse(text, out var problem));
        Assert.NotEmpty(problem);
    }

    [Theory]
    [InlineData("")]
    [InlineData("hub")]
    [InlineData("hub:")]
    [InlineData("hub:0")]
    [InlineData("hub:70000")]
    [InlineData("user@hub:8701")]
    [InlineData("hub:8701/path")]
    [InlineData("hub/path:8701")]
    public void TryParse_NoHostAndPort_IsRefused(string hub)
    {
        Assert.Null(JoinCode.TryParse($"{JoinCode.Create(s_ca, hub: null).Reveal()}@{hub}", out var problem));
        Assert.Contains("host:port", problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("10.0.0.1:443")]
    [InlineData("[fd00::1]:8701")]
    [InlineData("hub:8701")]
    public void TryParse_HostAndPort_IsKept(string hub) =>
        Assert.Equal(hub, JoinCode.TryParse($"{JoinCode.Create(s_ca, hub: null).Reveal()}@{hub}", out _)!.Hub);

    [Fact]
    public void TryParse_TenMillionCharacters_IsRefusedAtOnce() => Assert.Null(JoinCode.TryParse(new string('0', 10_000_000), out _));

    [Fact]
    public void IsOf_OtherCa_IsFalse()
    {
        var code = JoinCode.Create(s_ca, hub: null);
        Assert.True(code.IsOf(s_ca));
        Assert.False(code.IsOf([1, 2, 3]));
    }

    [Fact]
    public void ToString_Code_HoldsNothingOfTheSecret()
    {
        var code = JoinCode.Create(s_ca, hub: null);
        Assert.DoesNotContain(Convert.ToHexStringLower(code.Secret), $"{code}", StringComparison.Ordinal);
        Assert.DoesNotContain(code.Reveal()[..9], $"{code}", StringComparison.Ordinal);
    }
}
