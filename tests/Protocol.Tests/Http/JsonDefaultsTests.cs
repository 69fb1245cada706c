using System.Text.Json;
using Tongtang.Protocol.Http;

namespace Tongtang.Protocol.Tests.Http;

public sealed class JsonDefaultsTests
{
    internal enum Tier
    {
        CentreSchool,
    }

    internal sealed record Thing(string Name, int Count, Tier Tier, DateTimeOffset At, string? Note = null);

    [Fact]
    public void Write_IsCamelCase_WordsAndUtc()
    {
        var json = JsonSerializer.Serialize(new Thing("七（1）班", 2, Tier.CentreSchool, new DateTimeOffset(2026, 11, 21, 16, 0, 0, TimeSpan.FromHours(8))), JsonDefaults.Options);

        Assert.Equal("""{"name":"七（1）班","count":2,"tier":"centre-school","at":"2026-11-21T08:00:00.000Z","note":null}""", json);
    }

    [Theory]
    [InlineData("""{"name":"a","count":"2","tier":"centre-school","at":"2026-11-21T08:00:00Z"}""")]
    [InlineData("""{"name":"a","count":2,"tier":0,"at":"2026-11-21T08:00:00Z"}""")]
    [InlineData("""{"name":null,"count":2,"tier":"centre-school","at":"2026-11-21T08:00:00Z"}""")]
    [InlineData("""{"count":2,"tier":"centre-school","at":"2026-11-21T08:00:00Z"}""")]
    [InlineData("""{"name":"a","count":2,"tier":"centre-school","at":"2026-11-21T08:00:00Z","typo":1}""")]
    [InlineData("""{"name":"a","name":"b","count":2,"tier":"centre-school","at":"2026-11-21T08:00:00Z"}""")]
    [InlineData("""{"Name":"a","count":2,"tier":"centre-school","at":"2026-11-21T08:00:00Z"}""")]
    public void Read_OfWhatIsNotExactlyRight_Throws(string json) => Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<Thing>(json, JsonDefaults.Options));
}
