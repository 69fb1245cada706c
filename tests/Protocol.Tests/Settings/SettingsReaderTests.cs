using System.ComponentModel.DataAnnotations;
using System.Text;
using Microsoft.Extensions.Configuration;
using Tongtang.Protocol.Settings;

namespace Tongtang.Protocol.Tests.Settings;

public sealed class SettingsReaderTests
{
    [Fact]
    public void Read_SectionAbsent_GivesDefaults() => Assert.Equal(new Kitchen(), SettingsReader.Read<Kitchen>(Json("{}"), "Kitchen"));

    [Fact]
    public void Read_EveryKindOfValue_IsRead()
    {
        var kitchen = SettingsReader.Read<Kitchen>(Json("""
            { // a comment
              "kitchen": { "Cooks": "3", "Open": true, "Rest": "00:01:30", "From": "07:45", "Stove": "gas-fired",
                           "Supplier": "https://market.example/", "Menu": ["soup", "rice"], "Oven": { "Degrees": 200.5 } } }
            """), "Kitchen");
        Assert.Equal(3, kitchen.Cooks);
        Assert.True(kitchen.Open);
        Assert.Equal(TimeSpan.FromSeconds(90), kitchen.Rest);
        Assert.Equal(new TimeOnly(7, 45), kitchen.From);
        Assert.Equal(Stove.GasFired, kitchen.Stove);
        Assert.Equal("market.example", kitchen.Supplier!.Host);
        Assert.Equal(["soup", "rice"], kitchen.Menu);
        Assert.Equal(200.5, kitchen.Oven.Degrees);
    }

    [Theory]
    [InlineData("""{"Cooks": 40}""", """Kitchen:Cooks is "40"; allowed: a whole number from 1 to 9""")]
    [InlineData("""{"Cooks": "two"}""", """Kitchen:Cooks is "two"; allowed: a whole number from 1 to 9""")]
    [InlineData("""{"Coks": 2}""", "Kitchen:Coks is not a setting; did you mean Cooks?")]
    [InlineData("""{"Rest": "10"}""", """Kitchen:Rest is "10"; allowed: a duration as hh:mm:ss""")]
    [InlineData("""{"Rest": "10 s"}""", """Kitchen:Rest is "10 s"; allowed: a duration as hh:mm:ss""")]
    [InlineData("""{"From": "7.45"}""", "allowed: a time of day")]
    [InlineData("""{"Stove": "wood"}""", "allowed: electric, gas-fired")]
    [InlineData("""{"Supplier": "market"}""", "allowed: an address")]
    [InlineData("""{"Oven": {"Degree": 1}}""", "Kitchen:Oven:Degree is not a setting; did you mean Degrees?")]
    [InlineData("""{"Oven": 5}""", "allowed: an object with Degrees")]
    [InlineData("""{"Menu": "soup"}""", "allowed: a list")]
    [InlineData("""{"Menu": {"first": "soup"}}""", "is not an item of a list")]
    [InlineData("""{"Cooks": [1]}""", "Kitchen:Cooks is an object or a list")]
    [InlineData("""{"Open": true, "Cooks": 1}""", "Kitchen: one cook cannot open")]
    public void Read_Fault_IsNamedWithWhatIsAllowed(string section, string expected)
    {
        var fault = Assert.Throws<SettingException>(() => SettingsReader.Read<Kitchen>(Json($$"""{"Kitchen": {{section}}}"""), "Kitchen"));
        Assert.Contains(expected, fault.Message);
    }

    [Fact]
    public void Read_SeveralFaults_TellsAll()
    {
        var fault = Assert.Throws<SettingException>(() => SettingsReader.Read<Kitchen>(Json("""{"Kitchen": {"Cooks": 0, "Open": "ja", "Sink": 1}}"""), "Kitchen"));
        Assert.Equal(3, fault.Faults.Count);
    }

    [Fact]
    public void ReadList_Items_AreRead() =>
        Assert.Equal([1, 2], SettingsReader.ReadList<Oven>(Json("""{"Ovens": [{"Degrees": 1}, {"Degrees": 2}]}"""), "Ovens").Select(o => o.Degrees));

    [Fact]
    public void ReadList_RequiredMissing_IsNamed()
    {
        var fault = Assert.Throws<SettingException>(() => SettingsReader.ReadList<Dish>(Json("""{"Dishes": [{"Price": 1}]}"""), "Dishes"));
        Assert.Equal("Dishes:0:Name is missing; allowed: text", fault.Message);
    }

    [Fact]
    public void CheckSections_Typo_NamesTheNearest()
    {
        var fault = Assert.Throws<SettingException>(() => SettingsReader.CheckSections(Json("""{"Kitchn": {}}"""), "Kitchen", "Garden"));
        Assert.Contains("did you mean Kitchen?", fault.Message);
    }

    private static IConfiguration Json(string text) => new ConfigurationBuilder().AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes(text))).Build();

    private enum Stove
    {
        Electric,
        GasFired,
    }

    private sealed record Dish
    {
        public required string Name { get; init; }

        public int Price { get; init; }
    }

    private sealed record Oven
    {
        public double Degrees { get; init; }
    }

    private sealed record Kitchen : IValidatableObject
    {
        [Range(1, 9)]
        public int Cooks { get; init; } = 2;

        public bool Open { get; init; }

        public TimeSpan Rest { get; init; } = TimeSpan.FromMinutes(5);

        public TimeOnly From { get; init; }

        public Stove Stove { get; init; }

        public Uri? Supplier { get; init; }

        public IReadOnlyList<string> Menu { get; init; } = [];

        public Oven Oven { get; init; } = new();

        public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
        {
            if (Open && Cooks == 1) yield return new ValidationResult("one cook cannot open; allowed: at least 2 Cooks when Open");
        }
    }
}
