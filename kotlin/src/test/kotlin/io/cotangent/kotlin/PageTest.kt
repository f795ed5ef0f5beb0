package io.cotangent.kotlin

import java.nio.file.Files
import java.nio.file.Path
import kotlin.io.path.readText
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.Test

/** KOTLIN.md shows code that is compiled: each of its blocks stands in a test. */
class PageTest {
  private fun trimmed(code: String): String = code.lines().joinToString("\n") { it.trim() }.trim()

  @Test
  fun `every example of KOTLIN md is in the tests`() {
    val page = Files.readString(Path.of("..", "KOTLIN.md"))
    val blocks = Regex("```kotlin\n(.*?)```", RegexOption.DOT_MATCHES_ALL).findAll(page).toList()
    assertThat(blocks).hasSizeGreaterThan(1)
    val tests =
      Files.walk(Path.of("src", "test", "kotlin")).use { files ->
        files.filter { it.toString().endsWith(".kt") }.toList().map { trimmed(it.readText()) }
      }
    for (block in blocks.map { trimmed(it.groupValues[1]) }.filter { "import" !in it }) {
      assertThat(tests).anySatisfy { assertThat(it).contains(block) }
    }
  }

  @Test
  fun `what the page prints of tensors`() {
    val printed = StringBuilder()
    fun println(x: Any) {
      printed.append(x).append('\n')
    }
    val a = tensorOf(1.0, 2.0, 3.0)
    val m = tensorOf(listOf(1f, 2f, 3f), listOf(4f, 5f, 6f))
    println(2 * a + 1) // 3, 5, 7; a number stays weak: F32 beside 2.0 is F32
    println(m[0..1, 2]) // 3, 6: the last column; ranges include their end
    println(m[-1, 2 downTo 0 step 2]) // 6, 4
    println(m[m.gt(2.0)]) // 3, 4, 5, 6
    println((m mm m.transpose(0, 1)).dims) // [2, 2]
    println(grad(a) { (it * it).sum() }) // 2, 4, 6
    val numbers = Regex("\\[[^]]*]").findAll(printed).map { it.value.replace(Regex("\\.0+"), "") }
    assertThat(numbers.filter { "," in it || "." in it }.toList())
      .containsExactly("[3, 5, 7]", "[3, 6]", "[6, 4]", "[3, 4, 5, 6]", "[2, 2]", "[2, 4, 6]")
  }
}
