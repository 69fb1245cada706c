using System.ComponentModel.DataAnnotations;

namespace Tongtang.EdgeAgent.Commands;

/// <summary>The section "Agent".</summary>
internal sealed record AgentOptions
{
    [Required]
    public string DataFolder { get; init; } = "data";

    /// <summary>What the pages speak until a person chooses otherwise.</summary>
    [RegularExpression("zh|en", ErrorMessage = "zh or en")]
    public string Language { get; init; } = "zh";
}
