using System.Text.Json;

namespace Tongtang.HubServer.Devices;

/// <summary>A text in the two languages of the pages.</summary>
internal sealed record BothLanguages(string Zh, string En);

internal sealed record DescribedChoice(string Id, string Zh, string En);

/// <param name="Kind">text, number, flag or choice.</param>
/// <param name="Whole">Only whole numbers.</param>
/// <param name="Default">May be left out: then it is this.</param>
internal sealed record DescribedArgument(
    string Name, BothLanguages Names, string Kind, double? Minimum, double? Maximum, bool Whole, IReadOnlyList<DescribedChoice> Options, PropertyValue? Default);

/// <param name="LeadsTo">The state that it leads to, e.g. power = on.</param>
internal sealed record DescribedAction(string Id, BothLanguages Names, IReadOnlyList<DescribedArgument> Arguments, IReadOnlyDictionary<string, PropertyValue> LeadsTo);

/// <param name="Kind">text, number, flag or choice.</param>
/// <param name="Reading">It is a value that is stored and drawn over time.</param>
internal sealed record DescribedProperty(string Name, BothLanguages Names, string Kind, string Unit, IReadOnlyList<DescribedChoice> Options, bool Reading);

internal sealed record DescribedCapability(string Id, BothLanguages Names, IReadOnlyList<DescribedAction> Actions, IReadOnlyList<DescribedProperty> Properties);

/// <param name="Kind">text, secret, integer, number, flag, choice or file.</param>
internal sealed record DescribedSetting(
    string Name, BothLanguages Names, BothLanguages? Help, string Kind, PropertyValue? Default, double? Minimum, double? Maximum, IReadOnlyList<DescribedChoice> Options);

/// <summary>
/// What devices of a kind can do, and the form of their settings, as a box describes it: the hub knows no driver.
/// </summary>
/// <param name="Proof">hardware, foreignPeer, vectors or unproven.</param>
internal sealed record DriverDescription(
    string Driver,
    BothLanguages Names,
    IReadOnlyList<string> Models,
    IReadOnlyList<DescribedCapability> Capabilities,
    IReadOnlyList<DescribedSetting> Settings,
    string Proof)
{
    private const int MostCapabilities = 64;

    // Boxes may be newer: what is unknown is left out. What is missing comes as null and is filled in below.
    private static readonly JsonSerializerOptions s_lenient = new(JsonSerializerDefaults.Web) { MaxDepth = 16 };

    /// <exception cref="JsonException">It is no description.</exception>
    public static DriverDescription Parse(string json)
    {
        var read = JsonSerializer.Deserialize<DriverDescription>(json, s_lenient) ?? throw new JsonException("null is no description");
        if (string.IsNullOrEmpty(read.Driver)) throw new JsonException("driver is missing");
        if (read.Capabilities?.Count > MostCapabilities) throw new JsonException($"{read.Capabilities.Count} capabilities; allowed: {MostCapabilities}");
        return read with
        {
            Names = Named(read.Names, read.Driver),
            Models = All(read.Models, model => model),
            Capabilities = All(read.Capabilities, Filled),
            Settings = All(read.Settings, setting => setting with { Name = setting.Name ?? "", Names = Named(setting.Names, setting.Name), Kind = setting.Kind ?? "text", Options = Choices(setting.Options) }),
            Proof = read.Proof ?? "",
        };
    }

    public DescribedCapability? Find(string capability) => Capabilities.FirstOrDefault(known => known.Id == capability);

    private static DescribedCapability Filled(DescribedCapability capability) => capability with
    {
        Id = capability.Id ?? "",
        Names = Named(capability.Names, capability.Id),
        Actions = All(capability.Actions, Filled),
        Properties = All(capability.Properties, property => property with
        {
            Name = property.Name ?? "",
            Names = Named(property.Names, property.Name),
            Kind = property.Kind ?? "text",
            Unit = property.Unit ?? "",
            Options = Choices(property.Options),
        }),
    };

    private static DescribedAction Filled(DescribedAction action) => action with
    {
        Id = action.Id ?? "",
        Names = Named(action.Names, action.Id),
        Arguments = All(action.Arguments, argument => argument with
        {
            Name = argument.Name ?? "",
            Names = Named(argument.Names, argument.Name),
            Kind = argument.Kind ?? "text",
            Options = Choices(argument.Options),
        }),
        LeadsTo = action.LeadsTo ?? new Dictionary<string, PropertyValue>(),
    };

    private static List<DescribedChoice> Choices(IReadOnlyList<DescribedChoice>? options) =>
        All(options, option => new DescribedChoice(option.Id ?? "", option.Zh ?? option.Id ?? "", option.En ?? option.Id ?? ""));

    private static BothLanguages Named(BothLanguages? names, string? name) => new(names?.Zh ?? name ?? "", names?.En ?? name ?? "");

    private static List<T> All<T>(IReadOnlyList<T>? items, Func<T, T> filled)
        where T : class => items?.Where(item => item is not null).Select(filled).ToList() ?? [];
}
