namespace Tongtang.DeviceDrivers.Tests.Discovery;

public sealed class SerialProbeTests
{
    private static readonly SerialProbe s_probe = new() { Send = "AA 11 01 00 12", Answer = "AA FF .. 03 41 11 .. .." };

    [Theory]
    [InlineData("AAFF01034111015 6", true)]
    [InlineData("00 AA AA FF 09 03 41 11 00 5E 00", true)]
    [InlineData("AA FF 01 03 4E 11 01 63", false)]
    [InlineData("AA FF 01 03 41 11 01", false)]
    [InlineData("AA 11 01 00 12", false)]
    [InlineData("", false)]
    public void Answers_OfWhatCameIn_OnlyItsPattern(string received, bool answers) =>
        Assert.Equal(answers, s_probe.Answers(Convert.FromHexString(received.Replace(" ", "", StringComparison.Ordinal))));

    [Fact]
    public void Question_OfHex_IsItsBytes() => Assert.Equal(new byte[] { 0xAA, 0x11, 0x01, 0x00, 0x12 }, s_probe.Question());

    [Theory]
    [InlineData("""{ "send": "AA 1", "answer": "AA BB CC" }""", "send is \"AA 1\"")]
    [InlineData("""{ "send": "AA", "answer": "AA .. .." }""", "at least three bytes")]
    [InlineData("""{ "send": "AA", "answer": "AA ... 11 22" }""", "or ..")]
    [InlineData("""{ "send": "AA", "answer": "AA BB CC", "baud": 7 }""", "baud is 7")]
    public void Manifest_WithAWrongProbe_SaysWhatIsWrong(string probe, string named)
    {
        var json = $$"""{ "id": "x", "names": { "zh": "x", "en": "x" }, "connections": [{ "kind": "serial" }], "proof": "vectors", "probes": [{{probe}}] }""";
        var error = Assert.Throws<ManifestException>(() => DriverManifest.Parse("X/driver.json", System.Text.Encoding.UTF8.GetBytes(json)));
        Assert.Contains(named, error.Message, StringComparison.Ordinal);
    }
}
