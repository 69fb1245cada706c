using System.ComponentModel.DataAnnotations;

namespace Tongtang.EdgeAgent.HomeAssistant;

/// <summary>Settings of the section "HomeAssistant"; appsettings.json says what each means.</summary>
internal sealed record HomeAssistantOptions
{
    public bool Announce { get; init; }

    public bool AllowCommands { get; init; }

    [RegularExpression("^[A-Za-z0-9_-]{1,64}(/[A-Za-z0-9_-]{1,64}){0,3}$", ErrorMessage = "topic levels of A-Z, a-z, 0-9, _ and -")]
    public string Prefix { get; init; } = "homeassistant";
}
