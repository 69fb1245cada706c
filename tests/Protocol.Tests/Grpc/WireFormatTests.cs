using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Tongtang.Protocol.Grpc;

namespace Tongtang.Protocol.Tests.Grpc;

/// <summary>The pure parts: timeout, status, message and metadata as they travel.</summary>
public sealed class WireFormatTests
{
    [Theory]
    [InlineData("1n", 1)]
    [InlineData("100n", 1)]
    [InlineData("101n", 2)]
    [InlineData("1u", 10)]
    [InlineData("3m", 30_000)]
    [InlineData("02S", 20_000_000)]
    [InlineData("1M", 600_000_000)]
    [InlineData("99999999H", 3_599_999_964_000_000_000)]
    public void Timeout_Valid_IsParsed(string value, long ticks)
    {
        Assert.True(GrpcTimeout.TryParse(value, out var timeout));
        Assert.Equal(ticks, timeout.Ticks);
    }

    [Theory]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("S")]
    [InlineData("123456789S")]
    [InlineData("-1S")]
    [InlineData("+1S")]
    [InlineData(" 1S")]
    [InlineData("1.5S")]
    [InlineData("1s")]
    [InlineData("١S")]
    public void Timeout_Malformed_IsRefused(string value) => Assert.False(GrpcTimeout.TryParse(value, out _));

    [Theory]
    [InlineData(1, "1u")]
    [InlineData(20_000_000, "2000000u")]
    [InlineData(999_999_990, "99999999u")]
    [InlineData(999_999_991, "100000m")]
    [InlineData(long.MaxValue, "99999999H")]
    public void Timeout_Formatted_IsInTheFinestUnitThatFits(long ticks, string value) => Assert.Equal(value, GrpcTimeout.Format(TimeSpan.FromTicks(ticks)));

    [Fact]
    public void Timeout_RoundTrip_NeverShortensNorAddsMoreThanAnEightDigitRounding() =>
        Prop.ForAll(Gen.Choose(1, int.MaxValue).SelectMany(n => Gen.Choose(0, 31).Select(shift => (long)n << shift)).ToArbitrary(), ticks =>
        {
            var text = GrpcTimeout.Format(TimeSpan.FromTicks(ticks));
            if (text == "99999999H") return true;
            return GrpcTimeout.TryParse(text, out var back) && text.Length <= 9 && back.Ticks >= ticks && back.Ticks - ticks <= Math.Max(10, ticks / 16_000);
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(null, -1)]
    [InlineData(-5, 0)]
    [InlineData(0, 0)]
    [InlineData(5, 5)]
    [InlineData(int.MaxValue, -1)]
    public void Timeout_ForTimer_IsWhatTimersTake(int? milliseconds, int expected)
    {
        TimeSpan? timeout = milliseconds is { } value ? TimeSpan.FromMilliseconds(value) : null;
        Assert.Equal(TimeSpan.FromMilliseconds(expected), GrpcTimeout.ForTimer(timeout));
    }

    [Theory]
    [InlineData("plain ~ text", "plain ~ text")]
    [InlineData("100%", "100%25")]
    [InlineData("录\n", "%E5%BD%95%0A")]
    [InlineData("😀", "%F0%9F%98%80")]
    public void Message_Encoded_IsPrintableAscii(string message, string encoded) => Assert.Equal(encoded, StatusMessage.Encode(message));

    [Theory]
    [InlineData("%", "%")]
    [InlineData("%4", "%4")]
    [InlineData("%41", "A")]
    [InlineData("%zz%41%", "%zzA%")]
    [InlineData("%e5%bd%95", "录")]
    [InlineData("%ff", "\ufffd")]
    [InlineData("录%41", "录A")]
    public void Message_Decoded_NeverFails(string value, string message) => Assert.Equal(message, StatusMessage.Decode(value));

    [Fact]
    public void Message_RoundTrip_IsTheSame() =>
        Prop.ForAll(ArbMap.Default.ArbFor<string>().Filter(IsWellFormed), message =>
            StatusMessage.Decode(StatusMessage.Encode(message)) == message && StatusMessage.Encode(message).All(c => c is >= ' ' and <= '~'))
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Message_AnyText_IsDecodedToSomething() =>
        Prop.ForAll(ArbMap.Default.ArbFor<string>().Filter(s => s is not null), value => StatusMessage.Decode(value).Length <= value.Length * 3)
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Metadata_BinaryRoundTrip_IsTheSame() =>
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>().Filter(b => b is not null), bytes =>
        {
            var metadata = new GrpcMetadata();
            metadata.AddBinary("x-bin", bytes);
            var received = new GrpcMetadata();
            received.AddReceived("X-Bin", metadata.Single().Value);
            return !metadata.Single().Value.Contains('=') && bytes.SequenceEqual(received.GetBinary("x-bin")!);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Metadata_SeveralOfOneName_AreKeptInOrderAndTheLastIsGiven()
    {
        var metadata = new GrpcMetadata();
        metadata.Add("a", "1");
        metadata.Add("b", "2");
        metadata.Add("a", "3");
        Assert.Equal(["1", "2", "3"], metadata.Select(e => e.Value));
        Assert.Equal("3", metadata.Get("a"));
        Assert.Null(metadata.Get("c"));
        Assert.Null(metadata.GetBinary("c-bin"));
    }

    [Theory]
    [InlineData("", "v")]
    [InlineData("Upper", "v")]
    [InlineData("with space", "v")]
    [InlineData("grpc-status", "v")]
    [InlineData("content-type", "v")]
    [InlineData(":path", "v")]
    [InlineData("x-bin", "v")]
    [InlineData("x", "录")]
    [InlineData("x", "line\nbreak")]
    public void Metadata_ThatCannotTravel_IsRefused(string key, string value) => Assert.Throws<ArgumentException>(() => new GrpcMetadata().Add(key, value));

    [Fact]
    public void Metadata_BinaryUnderAPlainName_IsRefused() => Assert.Throws<ArgumentException>(() => new GrpcMetadata().AddBinary("x", [1]));

    [Fact]
    public void Metadata_ReservedNamesReceived_AreLeftOut()
    {
        var metadata = new GrpcMetadata();
        foreach (var name in new[] { "grpc-timeout", "Content-Type", "TE", "User-Agent", ":path" }) metadata.AddReceived(name, "x");
        Assert.Empty(metadata);
    }

    private static bool IsWellFormed(string? text)
    {
        try
        {
            return text is not null && new UTF8Encoding(false, throwOnInvalidBytes: true).GetByteCount(text) >= 0;
        }
        catch (EncoderFallbackException)
        {
            return false;
        }
    }
}
