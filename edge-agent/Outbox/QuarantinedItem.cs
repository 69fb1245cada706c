using Google.Protobuf;
using Tongtang.Protocol.V1;

namespace Tongtang.EdgeAgent.Outbox;

/// <summary>An item that the hub has refused three times, with the reason it gave last.</summary>
internal sealed record QuarantinedItem(long Id, ItemClass ItemClass, Item Item, string Code, string Message)
{
    /// <summary>The reading's name, the kind of event, the alarm's key or the command's id; empty: none of these.</summary>
    public string What => Item.Reading?.Name ?? Item.Event?.Kind ?? Item.Alarm?.Key ?? Item.CommandResult?.CommandId ?? "";

    /// <summary>For a person to send to whoever can explain it: the item as JSON (protobuf's mapping) with class and reason.</summary>
    public string Export() =>
        $$"""{"itemClass": "{{ItemClasses.FolderName(ItemClass)}}", "errorCode": {{System.Text.Json.JsonSerializer.Serialize(Code)}}, "errorMessage": {{System.Text.Json.JsonSerializer.Serialize(Message)}}, "item": {{JsonFormatter.Default.Format(Item)}}}""";
}
