// Between the cases' JSON and this package's types, by reflection: so the generated encoders and decoders are checked by
// something that was not generated with them.
package jp.kaikei.conformance

import jp.kaikei.InvalidRequestException
import jp.kaikei.Secret
import jp.kaikei.ito.Currency
import jp.kaikei.ito.OtherCurrency
import jp.kaikei.univapay.ApplePayPayment
import jp.kaikei.univapay.BankTransferPayment
import jp.kaikei.univapay.CardPayment
import jp.kaikei.univapay.KonbiniPayment
import jp.kaikei.univapay.Money
import jp.kaikei.univapay.OnlinePayment
import jp.kaikei.univapay.OtherEventData
import jp.kaikei.univapay.OtherTokenData
import jp.kaikei.univapay.PaidyPayment
import jp.kaikei.univapay.PaymentMethod
import jp.kaikei.univapay.QrMerchantPayment
import jp.kaikei.univapay.QrScanPayment
import kotlinx.serialization.json.JsonArray
import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.JsonNull
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.JsonPrimitive
import kotlinx.serialization.json.booleanOrNull
import kotlinx.serialization.json.longOrNull
import java.lang.reflect.Field
import java.lang.reflect.Modifier
import java.lang.reflect.ParameterizedType
import java.lang.reflect.Type
import java.lang.reflect.WildcardType
import java.math.BigDecimal
import java.time.Instant
import java.time.LocalDate
import java.time.format.DateTimeFormatter

/** These parameters have no place in Kotlin's types. */
class Untyped(
    message: String,
) : Exception(message)

private val METHODS: Map<String, Class<out PaymentMethod>> =
    mapOf(
        "card" to CardPayment::class.java,
        "apple_pay" to ApplePayPayment::class.java,
        "qr_scan" to QrScanPayment::class.java,
        "qr_merchant" to QrMerchantPayment::class.java,
        "konbini" to KonbiniPayment::class.java,
        "online" to OnlinePayment::class.java,
        "bank_transfer" to BankTransferPayment::class.java,
        "paidy" to PaidyPayment::class.java,
    )

private val DAY = DateTimeFormatter.ofPattern("dd-MM-uuuu")

fun snake(name: String): String = name.replace(Regex("[A-Z]")) { "_" + it.value.lowercase() }

/** [json] without members that are null, and with numbers as text: whole ones may be given as either. */
fun normal(json: JsonElement): JsonElement =
    when (json) {
        is JsonObject -> {
            JsonObject(json.filterValues { it !is JsonNull }.mapValues { normal(it.value) })
        }

        is JsonArray -> {
            JsonArray(json.map(::normal))
        }

        is JsonPrimitive -> {
            val number = if (json.isString || json is JsonNull) null else json.content.toBigDecimalOrNull()
            JsonPrimitive(number?.stripTrailingZeros()?.toPlainString() ?: json.content)
        }
    }

/** The value of a data class's property, or of one of its lists. */
fun typed(
    type: Type,
    json: JsonElement,
): Any =
    when (type) {
        String::class.java -> {
            text(json)
        }

        Secret::class.java -> {
            Secret(text(json))
        }

        BigDecimal::class.java -> {
            text(json).toBigDecimalOrNull() ?: throw Untyped("$json is no decimal")
        }

        Long::class.javaObjectType, Long::class.javaPrimitiveType -> {
            whole(json)
        }

        Boolean::class.javaObjectType, Boolean::class.javaPrimitiveType -> {
            plain(json).booleanOrNull ?: throw Untyped("$json is no boolean")
        }

        JsonObject::class.java -> {
            json as? JsonObject ?: throw Untyped("$json is no object")
        }

        JsonElement::class.java -> {
            json
        }

        Instant::class.java -> {
            instant(json)
        }

        Money::class.java -> {
            money(json)
        }

        Currency::class.java -> {
            currency(json)
        }

        PaymentMethod::class.java -> {
            method(json)
        }

        is ParameterizedType -> {
            val item = type.actualTypeArguments.single().let { (it as? WildcardType)?.upperBounds?.single() ?: it }
            (json as? JsonArray ?: throw Untyped("$json is no list")).map { typed(item, it) }
        }

        is Class<*> -> {
            if (type.isAnnotationPresent(JvmInline::class.java)) boxed(type, json) else model(type, json)
        }

        else -> {
            throw Untyped("$type is not known")
        }
    }

/** A data class. */
fun model(
    type: Class<*>,
    json: JsonElement,
): Any {
    val members = json as? JsonObject ?: throw Untyped("$json is no object")
    val fields = properties(type)
    val names = fields.map { snake(it.name) }
    (members.keys - names.toSet()).firstOrNull()?.let { throw Untyped("$it is no property of ${type.simpleName}") }
    val values =
        fields.zip(names).map { (field, name) ->
            members[name]?.takeUnless { it is JsonNull }?.let { typed(field.genericType, it) }
        }
    val constructor = type.declaredConstructors.single { it.parameterCount == fields.size }
    constructor.isAccessible = true
    return try {
        constructor.newInstance(*values.toTypedArray())
    } catch (problem: ReflectiveOperationException) {
        throw Untyped("${type.simpleName}: ${problem.cause?.message}")
    } catch (problem: IllegalArgumentException) {
        throw Untyped("${type.simpleName}: ${problem.message}")
    }
}

/** As the generated `toWire` writes it. */
fun encoded(value: Any): JsonObject {
    val functions = Class.forName("${value.javaClass.packageName}.EncodeKt")
    return functions.getMethod("toWire", value.javaClass).invoke(null, value) as JsonObject
}

/** A property's value as the cases have it. */
fun wire(value: Any?): JsonElement =
    when (value) {
        null -> {
            JsonNull
        }

        is String -> {
            JsonPrimitive(value)
        }

        is Boolean -> {
            JsonPrimitive(value)
        }

        is Long -> {
            JsonPrimitive(value)
        }

        is Secret -> {
            JsonPrimitive(value.expose())
        }

        is BigDecimal -> {
            JsonPrimitive(value.toPlainString())
        }

        is Instant -> {
            JsonPrimitive(value.toString().replace(Regex("\\.?0+Z$"), "Z").let { shown(value, it) })
        }

        is LocalDate -> {
            JsonPrimitive(DAY.format(value))
        }

        is JsonElement -> {
            value
        }

        is List<*> -> {
            JsonArray(value.map(::wire))
        }

        is OtherTokenData -> {
            value.json
        }

        is OtherEventData -> {
            value.json
        }

        else -> {
            if (value.javaClass.isAnnotationPresent(
                    JvmInline::class.java,
                )
            ) {
                JsonPrimitive("$value")
            } else {
                members(value)
            }
        }
    }

private fun members(value: Any) =
    JsonObject(
        properties(value.javaClass).associate {
            snake(it.name) to
                wire(it.get(value))
        },
    )

/** Zeros end a fraction for nothing, but not a second. */
private fun shown(
    at: Instant,
    shortened: String,
): String = if (at.nano == 0) at.toString() else shortened

private fun properties(type: Class<*>): List<Field> =
    type.declaredFields
        .filter { !Modifier.isStatic(it.modifiers) && !it.isSynthetic }
        .onEach { it.isAccessible = true }

private fun text(json: JsonElement): String =
    (json as? JsonPrimitive)?.takeIf { it.isString }?.content ?: throw Untyped("$json is no text")

private val WHOLE = Regex("0|[1-9][0-9]*")

private fun whole(json: JsonElement): Long =
    (json as? JsonPrimitive)?.takeIf { it.content matches WHOLE }?.longOrNull ?: throw Untyped("$json is no integer")

private fun plain(json: JsonElement): JsonPrimitive =
    (json as? JsonPrimitive)?.takeIf { !it.isString && it !is JsonNull } ?: throw Untyped("$json is no plain value")

/** One of a set of values, where a list holds it. */
private fun boxed(
    type: Class<*>,
    json: JsonElement,
): Any = type.getMethod("box-impl", String::class.java).invoke(null, text(json))

private fun instant(json: JsonElement): Instant =
    runCatching { Instant.parse(text(json)) }.getOrNull()?.takeIf { "$it" == text(json) }
        ?: throw Untyped("$json is written in another way")

private fun money(json: JsonElement): Money {
    val members = json as? JsonObject ?: throw Untyped("$json is no object")
    if (members.keys != setOf("amount", "currency")) throw Untyped("$json is no money")
    try {
        return Money.minor(whole(members.getValue("amount")), text(members.getValue("currency")))
    } catch (wrong: InvalidRequestException) {
        throw Untyped("${wrong.message}")
    }
}

private fun currency(json: JsonElement): Currency =
    when {
        json is JsonObject -> model(OtherCurrency::class.java, json) as Currency
        text(json) == "USD" -> Currency.USD
        text(json) == "JPY" -> Currency.JPY
        text(json) == "SGP-USD" -> Currency.SGP_USD
        else -> throw Untyped("$json is no currency")
    }

private fun method(json: JsonElement): PaymentMethod {
    val members = json as? JsonObject ?: throw Untyped("$json is no object")
    if (members.keys != setOf("payment_type", "data")) throw Untyped("$json is no way to pay")
    val type = METHODS[text(members.getValue("payment_type"))] ?: throw Untyped("$json is no way to pay that is known")
    return model(type, members.getValue("data")) as PaymentMethod
}
